using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Names;
using Linkspan.Containers.Native;
using Linkspan.Containers.Spec;
using Linkspan.Containers.Store;
using Linkspan.Containers.Tools;
using Linkspan.Containers.Volumes;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Create.</content>
public sealed partial class ContainerService
{
    private const long LeastMemory = 6 << 20;

    /// <summary>Makes a container.</summary>
    /// <exception cref="LinkspanException">NotFound (<c>No such image: X:tag</c>), Conflict (name in use), Invalid.</exception>
    public async Task<ContainerCreated> CreateAsync(ContainerRequest request, CancellationToken cancellationToken)
    {
        (Image image, string topLayer) = _images.Use(request.Config.Image);
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        List<string> warnings = [];
        ContainerConfig config = ConfigMerge.Of(request.Config, image.Config);
        Validate(config, request.HostConfig, warnings);
        List<string> command = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        if (command.Count == 0 || command[0].Length == 0)
        {
            throw Invalid("no command specified");
        }

        ContainerSlot? peer = SharedWith(request.HostConfig);
        string mode = request.HostConfig.NetworkMode;
        bool host = mode == "host";
        config = config with
        {
            Hostname = config.Hostname.Length > 0 ? config.Hostname : peer is not null ? peer.Current.Config.Hostname : host ? Environment.MachineName : id[..12],
            Image = request.Config.Image,
        };
        string folder = Path.Combine(_options.DataRoot, "containers", id);
        var container = new Container
        {
            Id = id,
            Name = Reserve(request.Name, id),
            Created = Now,
            Config = config,
            HostConfig = peer is null ? request.HostConfig : request.HostConfig with { NetworkMode = "container:" + peer.Current.Id },
            Image = image.Id,
            ImageManifest = image.ManifestDigest,
            Path = command[0],
            Args = command[1..],
            Endpoints = peer is null ? EndpointPlan.Of(config, request.HostConfig, request.Endpoints) : [],
            SandboxId = host ? "" : peer?.Current.SandboxId ?? id,
            Driver = _host.Snapshotter,
            Folder = folder,
            HostsPath = peer?.Current.HostsPath ?? Path.Combine(folder, "hosts"),
            HostnamePath = peer?.Current.HostnamePath ?? Path.Combine(folder, "hostname"),
            ResolvConfPath = peer?.Current.ResolvConfPath ?? Path.Combine(folder, "resolv.conf"),
        };
        var slot = new ContainerSlot(container);
        try
        {
            if (peer is null && !host)
            {
                warnings.AddRange(_sandboxes.Validate(SandboxRequests.Of(container)));
            }

            // The record comes first: whatever a crash leaves from here on is found by it.
            Save(slot, container, Intent.Create);
            container = container with { Mounts = await PlanMountsAsync(container, cancellationToken) };
            Save(slot, container, Intent.Create);
            Wire.SnapshotMounts mounts = await PrepareAsync(container, topLayer, cancellationToken);
            Directory.CreateDirectory(folder);
            await CopyUpAsync(container, mounts, cancellationToken);
            Save(slot, container);
            _slots[id] = slot;
        }
        catch (Exception e)
        {
            await UndoCreateAsync(container, CancellationToken.None);
            slot.Dispose();
            if (e is Grpc.Core.RpcException r && !cancellationToken.IsCancellationRequested)
            {
                throw r.ToUser("create " + container.Name);
            }

            throw;
        }

        Emit(container, "create");
        return new ContainerCreated(id, warnings);
    }

    /// <summary>Takes a half-made container away; what is not there is no error.</summary>
    internal async Task UndoCreateAsync(Container container, CancellationToken cancellationToken)
    {
        await Containerd.Snapshots.RemoveAsync(Snapshot(container), Containerd.Headers, cancellationToken: cancellationToken).IgnoreMissingAsync();
        if (Directory.Exists(container.Folder))
        {
            Directory.Delete(container.Folder, recursive: true);
        }

        _database.RemoveContainer(container.Id);
        _slots.TryRemove(container.Id, out _);
        _idByName.TryRemove(new KeyValuePair<string, string>(container.Name, container.Id));
        await RemoveAnonymousAsync(container, cancellationToken);
    }

    private static Wire.SnapshotKey Snapshot(Container container) => new() { Snapshotter = container.Driver, Key = container.Id };

    private static bool Has(IReadOnlyDictionary<string, IReadOnlyList<PortBinding>> ports) => ports.Count > 0;

    private static void Validate(ContainerConfig config, HostConfig host, List<string> warnings)
    {
        if (config.WorkingDir.Length > 0 && !config.WorkingDir.StartsWith('/'))
        {
            throw Invalid($"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        }

        if (host.Memory is > 0 and < LeastMemory)
        {
            throw Invalid("Minimum memory limit allowed is 6MB");
        }

        if (host.Memory > 0 && host.MemorySwap > 0 && host.MemorySwap < host.Memory)
        {
            throw Invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }

        if (host.NanoCpus > 0 && (host.CpuPeriod > 0 || host.CpuQuota > 0))
        {
            throw Invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }

        if (host.NanoCpus < 0 || host.NanoCpus > Environment.ProcessorCount * 1_000_000_000L)
        {
            throw Invalid($"range of CPUs is from 0.01 to {Environment.ProcessorCount}.00, as there are only {Environment.ProcessorCount} CPUs available");
        }

        if (host.RestartPolicy.Name is not ("" or "no" or "always" or "unless-stopped" or "on-failure"))
        {
            throw Invalid($"invalid restart policy: unknown policy '{host.RestartPolicy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }

        if (host.RestartPolicy is { MaximumRetryCount: not 0, Name: not "on-failure" })
        {
            throw Invalid("invalid restart policy: maximum retry count can only be used with 'on-failure'");
        }

        if (host.AutoRemove && host.RestartPolicy.Name is not ("" or "no"))
        {
            throw Invalid("can't create 'AutoRemove' container with restart policy");
        }

        if (config.StopSignal.Length > 0)
        {
            Signals.Parse(config.StopSignal);
        }

        _ = Capabilities.Of(host.CapAdd, host.CapDrop, host.Privileged, Capabilities.Available);
        _ = PortPlan.Of(config, host);
        if (host.LogConfig.Type is not ("" or "json-file" or "local" or "none"))
        {
            throw Invalid($"logger: no log driver named '{host.LogConfig.Type}' is registered");
        }

        if (host.NetworkMode == "host" && (Has(host.PortBindings) || host.PublishAllPorts))
        {
            warnings.Add("Published ports are discarded when using host network mode");
        }

        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            ValidateShared(config, host);
        }

        if (config.Healthcheck is { Test: [not "NONE", ..] })
        {
            warnings.Add("Health checks are kept but not run yet");
        }
    }

    private static void ValidateShared(ContainerConfig config, HostConfig host)
    {
        string? conflict = (config, host) switch
        {
            ({ Hostname.Length: > 0 }, _) => "hostname and the network mode",
            (_, { Dns.Count: > 0 }) => "dns and the network mode",
            (_, { ExtraHosts.Count: > 0 }) => "custom host-to-IP mapping and the network mode",
            (_, { PortBindings.Count: > 0 }) or (_, { PublishAllPorts: true }) => "port publishing and the container type network mode",
            (_, { Links.Count: > 0 }) => "container type network can't be used with links. This would result in undefined behavior",
            _ => null,
        };
        if (conflict is not null)
        {
            throw Invalid("conflicting options: " + conflict);
        }
    }

    /// <summary>The container whose network is shared; null in other modes.</summary>
    private ContainerSlot? SharedWith(HostConfig host)
    {
        if (!host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            return null;
        }

        string reference = host.NetworkMode["container:".Length..];
        return reference.Length > 0 ? Slot(reference) : throw Invalid("invalid network mode: invalid container format container:<name|id>");
    }

    private string Reserve(string? asked, string id)
    {
        if (string.IsNullOrEmpty(asked) || asked == "/")
        {
            string generated = "";
            do
            {
                generated = NameGenerator.Next(_idByName.ContainsKey);
            }
            while (!_idByName.TryAdd(generated, id));
            return generated;
        }

        string name = asked.TrimStart('/');
        CheckName(name);
        return _idByName.TryAdd(name, id) ? name : throw NameTaken(name);
    }

    private LinkspanException NameTaken(string name) => Conflict(
        $"Conflict. The container name \"/{name}\" is already in use by container \"{_idByName.GetValueOrDefault(name, "")}\"."
        + " You have to remove (or rename) that container to be able to reuse that name.");

    private static void CheckName(string name)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw Invalid($"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
    }

    private async Task<IReadOnlyList<MountPoint>> PlanMountsAsync(Container container, CancellationToken cancellationToken)
    {
        HostConfig host = container.HostConfig;
        List<MountPoint> mounts = [];
        foreach (string text in host.VolumesFrom)
        {
            string[] parts = text.Split(':', 2);
            mounts.AddRange(Find(parts[0]).Mounts.Select(mount => mount with { RW = mount.RW && parts is not [_, "ro"], Anonymous = false, CopyUp = false }));
        }

        List<MountPoint> own = [.. host.Binds.Select(BindParser.Parse), .. host.Mounts.Select(BindParser.Of)];
        string? twice = own.GroupBy(static mount => mount.Destination, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw Invalid($"Duplicate mount point: {twice}");
        }

        mounts.RemoveAll(old => own.Exists(mount => mount.Destination == old.Destination));
        mounts.AddRange(own);
        foreach ((string path, string options) in host.Tmpfs)
        {
            mounts.Add(new MountPoint { Type = "tmpfs", Destination = path, TmpfsOptions = options });
        }

        foreach (string path in container.Config.Volumes.Where(path => !mounts.Exists(mount => mount.Destination == path.TrimEnd('/'))))
        {
            mounts.Add(BindParser.Parse(path));
        }

        for (int i = 0; i < mounts.Count; i++)
        {
            if (mounts[i].Type == "volume" && mounts[i].Source.Length == 0)
            {
                Volume volume = await _volumes.CreateAsync(new VolumeRequest { Name = mounts[i].Name }, cancellationToken);
                mounts[i] = mounts[i] with { Name = volume.Name, Source = volume.Mountpoint };
            }
            else if (mounts[i] is { Type: "bind", CreateSource: true } && !Path.Exists(mounts[i].Source))
            {
                Directory.CreateDirectory(mounts[i].Source);
            }
        }

        return mounts;
    }

    private async Task<Wire.SnapshotMounts> PrepareAsync(Container container, string topLayer, CancellationToken cancellationToken) =>
        await Containerd.Snapshots.PrepareAsync(
            new Wire.PrepareSnapshot
            {
                Snapshotter = container.Driver,
                Key = container.Id,
                Parent = topLayer,
                Labels = { ["containerd.io/gc.root"] = "linkspan", ["linkspan.container"] = container.Id },
            },
            Containerd.Headers, cancellationToken: cancellationToken);

    /// <summary>Copies the image's content into empty volumes, owner and mode of the folder included.</summary>
    private static async Task CopyUpAsync(Container container, Wire.SnapshotMounts snapshot, CancellationToken cancellationToken)
    {
        List<MountPoint> empty = [.. container.Mounts.Where(static mount =>
            mount is { Type: "volume", CopyUp: true } && !Directory.EnumerateFileSystemEntries(mount.Source).Any())];
        LayerFiles files = LayerFiles.Of(snapshot.Mounts);
        empty.RemoveAll(mount => files.Locate(mount.Destination) is null);
        if (empty.Count == 0)
        {
            return;
        }

        string root = Directory.CreateDirectory(Path.Combine(container.Folder, "rootfs")).FullName;
        foreach (Wire.Mount mount in snapshot.Mounts)
        {
            (ulong flags, string options) = MountOptions.Parse(string.Join(',', mount.Options));
            Libc.Mount(mount.Source, root, mount.Type, flags, options);
        }

        try
        {
            var copy = ExternalTool.Find("cp", "coreutils");
            foreach (MountPoint mount in empty)
            {
                string source = RootPath.Resolve(root, mount.Destination);
                if (Directory.Exists(source))
                {
                    ToolResult result = await copy.RunAsync(["-a", source + "/.", mount.Source], null, cancellationToken);
                    if (result.ExitCode != 0)
                    {
                        throw new LinkspanException(ErrorKind.Internal, $"failed to populate volume {mount.Name}: {result.Error.Trim()}");
                    }
                }
            }
        }
        finally
        {
            Libc.Unmount(root);
            Directory.Delete(root);
        }
    }

    private async Task RemoveAnonymousAsync(Container container, CancellationToken cancellationToken)
    {
        foreach (MountPoint mount in container.Mounts.Where(static mount => mount is { Type: "volume", Anonymous: true }))
        {
            if (_volumes.UsedBy(mount.Name).Count == 0)
            {
                await _volumes.RemoveAsync(mount.Name, force: true, cancellationToken);
            }
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}
