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
    /// <summary>Makes a container.</summary>
    /// <exception cref="LinkspanException">NotFound (<c>No such image: X:tag</c>), Conflict (name in use), Invalid.</exception>
    public async Task<ContainerCreated> CreateAsync(ContainerRequest request, CancellationToken cancellationToken)
    {
        if (request.Config.Image.Length == 0)
        {
            throw Invalid("config cannot be empty in order to create a container: no image is named");
        }

        (Image image, string topLayer) = _images.Use(request.Config.Image);
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        List<string> warnings = [];
        ContainerConfig config = ConfigMerge.Of(request.Config, image.Config);
        ContainerRules.Check(config, request.HostConfig, warnings);
        RequirePeers(request.HostConfig);
        List<string> command = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        if (command.Count == 0)
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
            LayerFiles.Of(mounts.Mounts).Mark();
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

    /// <summary>The container whose network is shared; null in other modes.</summary>
    private ContainerSlot? SharedWith(HostConfig host)
    {
        if (!host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            return null;
        }

        string reference = host.NetworkMode["container:".Length..];
        return reference.Length > 0 ? Named(reference) : throw Invalid("Invalid network mode: invalid container format container:<name|id>");
    }

    /// <summary>A container that a request names. A wrong one is a mistake in the request: clients take a 404 of create for a missing image and pull it.</summary>
    private ContainerSlot Named(string reference)
    {
        try
        {
            return Slot(reference);
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw Invalid(e.Message);
        }
    }

    /// <summary>Other containers and the runtime that the request names must be there.</summary>
    private void RequirePeers(HostConfig host)
    {
        foreach (string mode in new[] { host.PidMode, host.IpcMode }.Where(static mode => mode.StartsWith("container:", StringComparison.Ordinal)))
        {
            Named(mode["container:".Length..]);
        }

        foreach (string link in host.Links.Select(static link => link.Split(':')[0]))
        {
            if (!_idByName.ContainsKey(link.TrimStart('/')) && !_slots.Keys.Any(id => id.StartsWith(link, StringComparison.Ordinal)))
            {
                throw Invalid($"could not get container for {link}: No such container: {link}");
            }
        }

        if (host.Runtime.Length > 0 && host.Runtime != _options.DefaultRuntime && !_options.Runtimes.ContainsKey(host.Runtime)
            && host.Runtime is not ("runc" or "crun" or "io.containerd.runc.v2") && !File.Exists(host.Runtime))
        {
            throw Invalid($"unknown or invalid runtime name: {host.Runtime}; add it with --add-runtime {host.Runtime}=PATH");
        }
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
            if (parts is [_, not ("ro" or "rw" or "z" or "Z" or "ro,z" or "ro,Z" or "rw,z" or "rw,Z")])
            {
                throw Invalid($"invalid mode: {parts[1]}: in '{text}'; use ro or rw");
            }

            mounts.AddRange(Named(parts[0]).Current.Mounts.Select(mount => mount with { RW = mount.RW && !(parts is [_, var mode] && mode.StartsWith("ro", StringComparison.Ordinal)), Anonymous = false, CopyUp = false }));
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
                Volume volume = await CreateVolumeAsync(host, mounts[i], cancellationToken);
                mounts[i] = mounts[i] with { Name = volume.Name, Source = volume.Mountpoint };
            }
            else if (mounts[i] is { Type: "bind", CreateSource: true } && !Path.Exists(mounts[i].Source))
            {
                Directory.CreateDirectory(mounts[i].Source);
            }

            // A private copy of the mounts below our own folders would keep them from being unmounted.
            if (mounts[i] is { Type: "bind", Propagation: "rprivate" } && HoldsOurFolders(mounts[i].Source))
            {
                mounts[i] = mounts[i] with { Propagation = "rslave" };
            }
        }

        return mounts;
    }

    /// <summary>The volume of a mount, made as <c>--mount</c> or <c>--volume-driver</c> describes it where it does not exist yet.</summary>
    private async Task<Volume> CreateVolumeAsync(HostConfig host, MountPoint mount, CancellationToken cancellationToken)
    {
        MountRequest? asked = host.Mounts.FirstOrDefault(asked => asked.Type == "volume" && Path.GetFullPath(asked.Target).TrimEnd('/') == mount.Destination);
        try
        {
            return await _volumes.CreateAsync(
                asked is null
                    ? new VolumeRequest { Name = mount.Name, Driver = host.VolumeDriver }
                    : new VolumeRequest { Name = mount.Name, Driver = asked.Driver, Options = asked.DriverOptions, Labels = asked.Labels },
                cancellationToken);
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw Invalid(e.Message); // no such driver: a 404 of create would be taken for a missing image
        }
    }

    private bool HoldsOurFolders(string folder) => new[] { _options.DataRoot, _options.ExecRoot }.Any(own =>
        own == folder || own.StartsWith(folder == "/" ? "/" : folder + "/", StringComparison.Ordinal));

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
