using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Spec;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;

namespace Linkspan.Containers;

/// <content>
/// Further processes. Their pipes are the keeper's too: an attached <c>exec</c> is then the same thing as an attached container, and a daemon that
/// goes away does not end the process by SIGPIPE.
/// </content>
public sealed partial class ContainerService
{
    private const string ProcessType = "types.containerd.io/opencontainers/runtime-spec/1/Process";

    private readonly ConcurrentDictionary<string, Exec> _execs = new(StringComparer.Ordinal);

    /// <summary>Prepares a further process.</summary>
    /// <returns>Id of the exec.</returns>
    public Task<string> CreateExecAsync(string reference, ExecConfig config, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Container container = Find(reference);
        RequireExecutable(container);
        if (config.Cmd.Count == 0)
        {
            throw Invalid("No exec command specified");
        }

        KernelTexts.Check([config.User, config.WorkingDir, .. config.Env, .. config.Cmd]);

        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _execs[id] = new Exec { Id = id, ContainerId = container.Id, Config = config };
        Emit(container, "exec_create: " + string.Join(' ', config.Cmd), ("execID", id));
        return Task.FromResult(id);
    }

    /// <summary>Refuses a start that cannot be: no such exec, a container that does not run, an exec that has run.</summary>
    public void RequireStartable(string execId)
    {
        Exec exec = FindExec(execId);
        RequireExecutable(Find(exec.ContainerId));
        if (exec.Started)
        {
            throw Conflict($"Error: Exec command {execId} has already run");
        }
    }

    /// <summary>Starts it.</summary>
    /// <returns>Its streams; null where it was started detached.</returns>
    public async Task<AttachSession?> StartExecAsync(string execId, ExecStart start, CancellationToken cancellationToken)
    {
        Exec exec = FindExec(execId);
        Container container = Find(exec.ContainerId);
        RequireExecutable(container);
        if (exec.Started || !_execs.TryUpdate(execId, exec with { Started = true, Running = true }, exec))
        {
            throw Conflict($"Error: Exec command {execId} has already run");
        }

        KeeperLog pipes = PipesOf(exec);
        KeeperStream? stream = null;
        bool stdin = exec.Config.AttachStdin && !start.Detach;
        try
        {
            await _keeper.OpenLogAsync(pipes, cancellationToken);
            if (!start.Detach)
            {
                stream = await _keeper.AttachLogAsync(
                    new KeeperAttach { Container = execId, Stdin = stdin, StdinOnce = true, Stdout = exec.Config.AttachStdout, Stderr = exec.Config.AttachStderr },
                    cancellationToken);
            }

            await RunExecAsync(container, exec, pipes, start);
        }
        catch (Exception e)
        {
            await TryAsync(container.Id, "closing of an exec's pipes", () => _keeper.CloseLogAsync(execId, CancellationToken.None));
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            (int exitCode, LinkspanException failure) = StartFailure.Of(e);
            _execs[execId] = exec with { Started = true, Running = false, ExitCode = exitCode == StartFailure.NotFound ? exitCode : StartFailure.NotExecutable };
            throw e is RpcException r && !r.IsLost()
                ? new LinkspanException(failure.Kind, r.Status.Detail.StartsWith("OCI runtime exec failed", StringComparison.Ordinal) ? r.Status.Detail : "OCI runtime exec failed: " + r.Status.Detail, e)
                : failure;
        }

        return stream is null ? null : new AttachSession(exec.Config.Tty, stream, stream, () => CloseTaskInputAsync(container.Id, execId), stdin);
    }

    /// <summary>Looks an exec up.</summary>
    /// <exception cref="LinkspanException">NotFound: <c>No such exec instance: X</c>.</exception>
    public Exec FindExec(string execId) =>
        _execs.TryGetValue(execId, out Exec? exec) ? exec : throw new LinkspanException(ErrorKind.NotFound, "No such exec instance: " + execId);

    /// <summary>Execs of a container that still run.</summary>
    public IReadOnlyList<Exec> Execs(string containerId) => [.. _execs.Values.Where(exec => exec.ContainerId == containerId && exec.Running)];

    /// <summary>Sets the size of its terminal in characters.</summary>
    public Task ResizeExecAsync(string execId, int height, int width, CancellationToken cancellationToken)
    {
        Exec exec = FindExec(execId);
        return ResizeTerminalAsync(Find(exec.ContainerId), execId, height, width, cancellationToken);
    }

    private static void RequireExecutable(Container container)
    {
        if (container.State.Paused)
        {
            throw Conflict($"Container {container.Name} is paused, unpause the container before exec");
        }

        if (container.State.Restarting)
        {
            throw Conflict($"Container {container.Id} is restarting, wait until the container is running");
        }

        if (!container.State.Running)
        {
            throw Conflict($"container {container.Id} is not running");
        }
    }

    private KeeperLog PipesOf(Exec exec)
    {
        string fifo = Path.Combine(_options.ExecRoot, "fifo", exec.Id);
        return new KeeperLog
        {
            Container = exec.Id,
            StdinPath = exec.Config.AttachStdin ? fifo + "-stdin" : null,
            StdoutPath = fifo + "-stdout",
            StderrPath = exec.Config.Tty ? null : fifo + "-stderr",
            Tty = exec.Config.Tty,
        };
    }

    private async Task RunExecAsync(Container container, Exec exec, KeeperLog pipes, ExecStart start)
    {
        Wire.SnapshotMounts mounts = await Containerd.Snapshots.MountsAsync(Snapshot(container), Containerd.Headers);
        LayerFiles files = LayerFiles.Of(mounts.Mounts);
        string name = exec.Config.User.Length > 0 ? exec.Config.User : container.Config.User;
        ProcessUser user = UserLookup.Resolve(name, files.Read("/etc/passwd"), files.Read("/etc/group"), container.HostConfig.GroupAdd);
        HostConfig host = container.HostConfig;
        IReadOnlyList<string> capabilities = Capabilities.Of(host.CapAdd, host.CapDrop, host.Privileged, Capabilities.Available);
        byte[] process = RuntimeSpec.WriteExec(container, exec.Config, exec.Config.Tty, user, capabilities);
        await Containerd.Tasks.ExecAsync(
            new Wire.ExecProcess
            {
                ContainerId = container.Id,
                ExecId = exec.Id,
                Stdin = pipes.StdinPath ?? "",
                Stdout = pipes.StdoutPath,
                Stderr = pipes.StderrPath ?? "",
                Terminal = exec.Config.Tty,
                Spec = new Any { TypeUrl = ProcessType, Value = UnsafeByteOperations.UnsafeWrap(process) },
            },
            Containerd.Headers);
        Wire.ProcessStarted started;
        try
        {
            ContainerSlot slot = Slot(container.Id);
            started = await slot.StartProcessAsync(async () =>
            {
                RequireExecutable(slot.Current); // it may have been paused just now
                return await Containerd.Tasks.StartAsync(new Wire.StartProcess { ContainerId = container.Id, ExecId = exec.Id }, Containerd.Headers);
            });
        }
        catch (Exception e) when (e is RpcException or LinkspanException)
        {
            await TryAsync(container.Id, "deletion of an exec", async () => await DeleteExecAsync(container.Id, exec.Id));
            throw;
        }

        // The end may have been told already: then its exit status stays.
        _execs.AddOrUpdate(exec.Id, exec, (_, now) => now with { Pid = now.ExitCode is null ? (int)started.Pid : 0 });
        Emit(container, "exec_start: " + string.Join(' ', exec.Config.Cmd), ("execID", exec.Id));
        IReadOnlyList<int> size = start.ConsoleSize is [> 0, > 0] ? start.ConsoleSize : exec.Config.ConsoleSize;
        if (exec.Config.Tty && size is [> 0, > 0])
        {
            await TryAsync(container.Id, "resize of an exec", () => ResizeTerminalAsync(container, exec.Id, size[0], size[1], CancellationToken.None));
        }
    }

    private async Task DeleteExecAsync(string container, string exec) =>
        await Containerd.Tasks.DeleteProcessAsync(new Wire.ProcessKey { ContainerId = container, ExecId = exec }, Containerd.Headers).IgnoreMissingAsync();

    /// <summary>The exit status stands before the stream ends: a client asks for it as soon as it sees the end.</summary>
    private async Task OnExecExitAsync(string execId, int exitCode)
    {
        if (!_execs.TryGetValue(execId, out Exec? exec))
        {
            return;
        }

        await TryAsync(exec.ContainerId, "deletion of an exec", () => DeleteExecAsync(exec.ContainerId, execId));
        await FinishExecAsync(execId, exitCode);
    }

    private async Task FinishExecAsync(string execId, int exitCode)
    {
        Exec exec = _execs.AddOrUpdate(
            execId, _ => throw new InvalidOperationException(execId), (_, now) => now with { Running = false, Pid = 0, ExitCode = now.ExitCode ?? exitCode });
        await TryAsync(exec.ContainerId, "closing of an exec's pipes", () => _keeper.CloseLogAsync(execId, CancellationToken.None));
        if (_slots.TryGetValue(exec.ContainerId, out ContainerSlot? slot))
        {
            Emit(slot.Current, "exec_die", ("execID", execId), ("exitCode", exitCode.ToString()));
        }
    }

    /// <summary>Execs end with their container, told or not.</summary>
    private async Task EndExecsAsync(string containerId)
    {
        foreach (Exec exec in Execs(containerId))
        {
            await FinishExecAsync(exec.Id, 128 + Signals.Kill);
        }
    }

    private void ForgetExecs(string containerId)
    {
        foreach (Exec exec in _execs.Values.Where(exec => exec.ContainerId == containerId))
        {
            _execs.TryRemove(exec.Id, out _);
        }
    }
}
