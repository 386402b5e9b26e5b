using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Health;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Containers.Spec;
using Linkspan.Containers.Store;
using Linkspan.Containers.Tools;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Containers;

/// <content>Start.</content>
public sealed partial class ContainerService
{
    private const string SpecType = "types.containerd.io/opencontainers/runtime-spec/1/Spec";
    private static readonly TimeSpan PeerLimit = TimeSpan.FromSeconds(20);

    private static readonly string[] InitNames = ["docker-init", "tini-static", "tini", "catatonit"];

    private const string RuntimeName = "io.containerd.runc.v2";

    /// <summary>Starts a container.</summary>
    /// <returns>False where it runs already.</returns>
    public Task<bool> StartAsync(string reference, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            switch (slot.Current.State.Status)
            {
                case ContainerStatus.Running:
                    return false;
                case ContainerStatus.Paused:
                    throw Conflict("cannot start a paused container, try unpause instead");
                case ContainerStatus.Removing or ContainerStatus.Dead:
                    throw Conflict("container is marked for removal and cannot be started");
                default:
                    await CancelRestartAsync(slot);
                    slot.RestartDelay = TimeSpan.Zero;
                    Container fresh = slot.Current with { RestartCount = 0, StoppedByUser = false };
                    await StartCoreAsync(slot, fresh, cancellationToken, byUser: true);
                    return true;
            }
        },
        cancellationToken);

    /// <summary>Links of the default bridge are lines of the hosts file: who does not run has no address to write there.</summary>
    private void RequireLinks(Container container)
    {
        if (container.NetworkMode is not ("" or "default" or "bridge"))
        {
            return;
        }

        foreach (string link in container.HostConfig.Links)
        {
            string[] sides = link.Split(':', 2);
            string name = sides[0].TrimStart('/');
            Container? other = List().FirstOrDefault(other => other.Name == name) ?? List().FirstOrDefault(other => other.Id.StartsWith(name, StringComparison.Ordinal));
            if (other is not { State.Running: true })
            {
                throw Invalid($"Cannot link to a non running container: /{other?.Name ?? name} AS /{container.Name}/{sides[^1]}");
            }
        }
    }

    private static async Task CancelRestartAsync(ContainerSlot slot)
    {
        if (slot.Restart is { } restart)
        {
            slot.Restart = null;
            await restart.CancelAsync();
        }
    }

    /// <summary>Starts under the lock: intent, sandbox, pipes, task, result; a failure is undone in reverse.</summary>
    private async Task StartCoreAsync(ContainerSlot slot, Container container, CancellationToken cancellationToken, bool byUser = false)
    {
        long begin = _time.GetTimestamp();
        ContainerState before = container.State;
        cancellationToken.ThrowIfCancellationRequested();

        // From here on the start is finished or undone, whatever the caller does.
        Save(slot, container with { State = before with { Error = "" } }, Intent.Start);
        slot.StopRequested = false;
        slot.OutOfMemory = false;
        try
        {
            if (byUser)
            {
                RequireLinks(container); // at a daemon's start the other may come later
            }

            int pid = await LaunchAsync(container);
            Container running = container with
            {
                State = new ContainerState
                {
                    Status = ContainerStatus.Running,
                    Pid = pid,
                    StartedAt = Now,
                    FinishedAt = before.FinishedAt,
                    Health = HealthPlan.Of(container.Config) is null ? null : new HealthState(),
                },
            };
            Save(slot, running);
            Emit(running, "start");
            WatchHealth(slot);
            if (slot.InputClosed)
            {
                slot.InputClosed = false;
                await CloseTaskInputAsync(container.Id);
            }

            Log.Started(_logger, container.Name, container.Id, pid, _time.GetElapsedTime(begin).TotalMilliseconds);
        }
        catch (Exception e)
        {
            await CleanUpAsync(container);
            (int exitCode, LinkspanException failure) = StartFailure.Of(e);
            ContainerStatus status = before.Status == ContainerStatus.Created ? ContainerStatus.Created : ContainerStatus.Exited;
            Container failed = container with
            {
                State = before with { Status = status, Pid = 0, ExitCode = exitCode, Error = failure.Message },
            };
            Save(slot, failed);
            slot.Ended(new ContainerExit(exitCode, "")); // the start tells why; a client that waits beside it would say it twice
            if (container.HostConfig.AutoRemove)
            {
                await RemoveCoreAsync(slot, volumes: true);
            }

            throw failure;
        }
    }

    private async Task<int> LaunchAsync(Container container)
    {
        Task<Wire.SnapshotMounts> mounting = Containerd.Snapshots.MountsAsync(Snapshot(container), Containerd.Headers).ResponseAsync;
        Task logging = _keeper.OpenLogAsync(LogOf(container), CancellationToken.None);
        string? network = await OpenNetworkAsync(container);
        Wire.SnapshotMounts snapshot = await mounting;
        await WithinAsync(logging, "the keeper did not open the container's pipes");
        foreach (MountPoint mount in container.Mounts)
        {
            PrepareSource(container, mount);
        }

        MakeSharedMemory(container);
        byte[] spec = RuntimeSpec.Write(SpecOf(container, LayerFiles.Of(snapshot.Mounts), network));
        var item = new Wire.ContainerObject
        {
            Id = container.Id,
            Labels = { ["linkspan.container"] = container.Id },
            Image = container.Config.Image,
            Runtime = new Wire.ContainerObject.Types.Runtime { Name = RuntimeName, Options = RuntimeOptions(container) },
            Spec = new Any { TypeUrl = SpecType, Value = UnsafeByteOperations.UnsafeWrap(spec) },
            Snapshotter = container.Driver,
            SnapshotKey = container.Id,
        };
        await Containerd.Containers.CreateAsync(new Wire.CreateContainer { Container = item }, Containerd.Headers);
        KeeperLog log = LogOf(container);
        Wire.TaskCreated task = await Containerd.Tasks.CreateAsync(
            new Wire.CreateTask
            {
                ContainerId = container.Id,
                Rootfs = { snapshot.Mounts },
                Stdin = log.StdinPath ?? "",
                Stdout = log.StdoutPath,
                Stderr = log.StderrPath ?? "",
                Terminal = container.Config.Tty,
                Options = RuntimeOptions(container),
            },
            Containerd.Headers);
        await Containerd.Tasks.StartAsync(new Wire.StartProcess { ContainerId = container.Id }, Containerd.Headers);
        return (int)task.Pid;
    }

    /// <summary>A peer that hangs must not hold the container's lock for ever.</summary>
    private async Task WithinAsync(Task work, string failure)
    {
        try
        {
            await work.WaitAsync(PeerLimit, _time);
        }
        catch (TimeoutException e)
        {
            throw new LinkspanException(ErrorKind.Unavailable, failure + $" within {PeerLimit.TotalSeconds} s", e);
        }
    }

    /// <summary>/dev/shm of a container that lends it: mounted on the host, since no mount of one namespace can be bound into another.</summary>
    private static string SharedMemoryOf(Container container) => Path.Combine(container.Folder, "shm");

    private void MakeSharedMemory(Container container)
    {
        if (container.HostConfig.IpcMode != "shareable")
        {
            return;
        }

        const ulong noSuidNoDevNoExec = 2 | 4 | 8;
        string folder = Directory.CreateDirectory(SharedMemoryOf(container)).FullName;
        Libc.Unmount(folder); // of a start that was cut short
        Libc.Mount("shm", folder, "tmpfs", noSuidNoDevNoExec, $"mode=1777,size={(container.HostConfig.ShmSize > 0 ? container.HostConfig.ShmSize : _options.DefaultShmSize)}");
    }

    private void PrepareSource(Container container, MountPoint mount)
    {
        if (mount.Type == "volume" && mount.Name.Length > 0)
        {
            Volume volume = _volumes.Find(mount.Name);
            VolumeStore.Mount(volume);
            _events.Add("volume", "mount", mount.Name, new Dictionary<string, string>(VolumeStore.Driver, StringComparer.Ordinal)
            {
                ["container"] = container.Id,
                ["destination"] = mount.Destination,
                ["propagation"] = mount.Propagation,
                ["read/write"] = mount.RW ? "true" : "false",
            });
        }
        else if (mount.Type == "bind" && !Path.Exists(mount.Source))
        {
            if (!mount.CreateSource)
            {
                throw Invalid($"invalid mount config for type \"bind\": bind source path does not exist: {mount.Source}");
            }

            Directory.CreateDirectory(mount.Source);
        }

        if (mount.Type == "bind" && !(mount.Propagation == "rslave" && HoldsOurFolders(mount.Source)))
        {
            MountPropagation.Require(mount.Source, mount.Propagation);
        }
    }

    private Any RuntimeOptions(Container container)
    {
        string name = container.HostConfig.Runtime.Length > 0 ? container.HostConfig.Runtime : _options.DefaultRuntime;
        string known = name == RuntimeName ? "runc" : name; // by the name of its shim
        string binary = _options.Runtimes.GetValueOrDefault(known, known);
        string path = ExternalTool.Locate(binary) ?? throw Invalid($"unknown or invalid runtime name: {name}");
        return new Any { TypeUrl = "containerd.runc.v1.Options", Value = new Wire.Options { BinaryName = path }.ToByteString() };
    }

    /// <summary>Opens or joins the network stack and writes the container's name files.</summary>
    /// <returns>Path of the namespace; null for the host's.</returns>
    private async Task<string?> OpenNetworkAsync(Container container)
    {
        if (container.SandboxId.Length == 0)
        {
            Directory.CreateDirectory(container.Folder);
            string extra = string.Concat(container.HostConfig.ExtraHosts.Select(static line => HostLine(line)));
            WriteInPlace(container.HostsPath, (File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts") : "") + extra);
            WriteInPlace(container.ResolvConfPath, File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "");
            WriteInPlace(container.HostnamePath, container.Config.Hostname + "\n");
            return null;
        }

        if (container.SandboxId != container.Id)
        {
            string owner = container.HostConfig.NetworkMode["container:".Length..];
            Sandbox? shared = _sandboxes.Find(container.SandboxId);
            if (shared is null)
            {
                Container? peer = _slots.TryGetValue(owner, out ContainerSlot? slot) ? slot.Current : null;
                throw peer is null
                    ? new LinkspanException(ErrorKind.NotFound, $"joining network namespace of container: No such container: {owner}")
                    : Conflict($"cannot join network namespace of a non running container: container {peer.Name} is {StatusText(peer)}");
            }

            return shared.NamespacePath;
        }

        Sandbox? kept = _sandboxes.Find(container.Id);
        Sandbox sandbox = kept ?? await _sandboxes.OpenAsync(SandboxRequests.Of(container), CancellationToken.None);
        Directory.CreateDirectory(container.Folder);
        WriteInPlace(container.HostnamePath, container.Config.Hostname + "\n");
        WriteNames(container, sandbox);
        return sandbox.NamespacePath;
    }

    private static string StatusText(Container container) => container.State.Status.ToString().ToLowerInvariant();

    private static string HostLine(string line)
    {
        int split = line.IndexOfAny([':', '=']);
        return split < 0 ? "" : $"{line[(split + 1)..].Trim('[', ']')}\t{line[..split]}\n";
    }

    private void WriteNames(Container container, Sandbox sandbox)
    {
        WriteInPlace(container.HostsPath, _sandboxes.HostsFile(sandbox));
        WriteInPlace(container.ResolvConfPath, _sandboxes.ResolverFile(sandbox));
    }

    /// <summary>Keeps the inode: the file is bind-mounted into containers that run.</summary>
    private static void WriteInPlace(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        });
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        file.Write(bytes);
        file.SetLength(bytes.Length);
    }

    private SpecInput SpecOf(Container container, LayerFiles files, string? network)
    {
        HostConfig host = container.HostConfig;
        ProcessUser user = UserLookup.Resolve(container.Config.User, files.Read("/etc/passwd"), files.Read("/etc/group"), host.GroupAdd);
        Container? ipc = PeerOf(host.IpcMode);
        if (ipc is not null && ipc.HostConfig.IpcMode != "shareable")
        {
            throw Conflict($"failed to join IPC namespace: container {ipc.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }

        Container? pid = PeerOf(host.PidMode);
        return new SpecInput
        {
            Container = container,
            User = user,
            NetworkNamespace = network,
            IpcNamespace = host.IpcMode == "host" ? "" : ipc is null ? null : $"/proc/{ipc.State.Pid}/ns/ipc",
            PidNamespace = host.PidMode == "host" ? "" : pid is null ? null : $"/proc/{pid.State.Pid}/ns/pid",
            SharedMemory = host.IpcMode switch { "host" => "/dev/shm", "shareable" => SharedMemoryOf(container), _ => ipc is null ? null : SharedMemoryOf(ipc) },
            Hostname = container.Config.Hostname,
            InitPath = (host.Init ?? _options.Init) && host.PidMode.Length == 0 ? FindInit() : null, // of no use but as process 1
            CgroupParent = _options.CgroupParent,
            CgroupV2 = _cgroupV2,
            ShmSize = host.ShmSize > 0 ? host.ShmSize : _options.DefaultShmSize,
            Capabilities = Capabilities.Of(host.CapAdd, host.CapDrop, host.Privileged, Capabilities.Available),
            Devices = HostDevices.Of(host),
            DefaultUlimits = _options.DefaultUlimits,
        };
    }

    private Container? PeerOf(string mode)
    {
        if (!mode.StartsWith("container:", StringComparison.Ordinal))
        {
            return null;
        }

        Container peer = Find(mode["container:".Length..]);
        return peer.State.Pid > 0 ? peer : throw Conflict($"cannot join namespace of a non running container: container {peer.Name} is {StatusText(peer)}");
    }

    private string FindInit() =>
        (_options.InitPath ?? InitNames.Select(ExternalTool.Locate).FirstOrDefault(static p => p is not null))
        ?? throw new LinkspanException(ErrorKind.Unavailable, "--init needs an init program; install one with: apt-get install tini");

    private KeeperLog LogOf(Container container)
    {
        string fifo = Path.Combine(_options.ExecRoot, "fifo", container.Id);
        LogConfig log = container.HostConfig.LogConfig;
        return new KeeperLog
        {
            Container = container.Id,
            StdinPath = container.Config.OpenStdin ? fifo + "-stdin" : null,
            StdoutPath = fifo + "-stdout",
            StderrPath = container.Config.Tty ? null : fifo + "-stderr",
            Tty = container.Config.Tty,
            LogPath = log.Type == "none" ? null : container.LogPath,
            MaxSizeBytes = ByteSize.Parse(log.Config.GetValueOrDefault("max-size", "")),
            MaxFiles = int.TryParse(log.Config.GetValueOrDefault("max-file", "1"), out int files) && files > 0 ? files : 1,
        };
    }

    /// <summary>Takes task, container object, pipes and sandbox away; what is not there is no error, and nothing stops the rest.</summary>
    private async Task CleanUpAsync(Container container)
    {
        await TryAsync(container.Id, "deletion of the task", async () => await DeleteTaskAsync(container.Id));
        await TryAsync(
            container.Id, "deletion in containerd",
            async () => await Containerd.Containers.DeleteAsync(new Wire.DeleteContainer { Id = container.Id }, Containerd.Headers).IgnoreMissingAsync());
        await TryAsync(container.Id, "closing of the log", () => _keeper.CloseLogAsync(container.Id, CancellationToken.None));
        if (container.HostConfig.IpcMode == "shareable")
        {
            await TryAsync(container.Id, "unmounting of its shared memory", () =>
            {
                Libc.Unmount(SharedMemoryOf(container));
                return Task.CompletedTask;
            });
        }

        await TryAsync(container.Id, "closing of the sandbox", () => CloseSandboxAsync(container));
    }

    private async Task DeleteTaskAsync(string id)
    {
        try
        {
            await Containerd.Tasks.DeleteAsync(new Wire.TaskKey { ContainerId = id }, Containerd.Headers);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            // Still there: a start that failed half-way.
            await Containerd.Tasks.KillAsync(new Wire.KillProcess { ContainerId = id, Signal = Signals.Kill, All = true }, Containerd.Headers)
                .IgnoreMissingAsync();
            for (int attempt = 0; attempt < 100; attempt++)
            {
                try
                {
                    await Containerd.Tasks.DeleteAsync(new Wire.TaskKey { ContainerId = id }, Containerd.Headers);
                    return;
                }
                catch (RpcException again) when (again.StatusCode == StatusCode.FailedPrecondition)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), _time, CancellationToken.None);
                }
            }

            throw;
        }
        catch (RpcException e) when (e.IsNotFound())
        {
            return;
        }
    }

    /// <summary>Closes a sandbox that no running container uses any more.</summary>
    private async Task CloseSandboxAsync(Container container)
    {
        if (container.SandboxId.Length > 0
            && !_slots.Values.Any(slot => slot.Current.Id != container.Id && slot.Current.SandboxId == container.SandboxId && slot.Current.State.Running))
        {
            await _sandboxes.CloseAsync(container.SandboxId, CancellationToken.None);
        }
    }

    private async Task TryAsync(string id, string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is RpcException or LinkspanException or IOException)
        {
            Log.Postponed(_logger, id, what, e);
        }
    }
}
