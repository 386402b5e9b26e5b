using System.IO.Pipelines;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Logs;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;

namespace Linkspan.Containers;

/// <content>Logs, attach, terminal size.</content>
public sealed partial class ContainerService
{
    /// <summary>Writes its log: raw for a terminal, otherwise in frames.</summary>
    public Task LogsAsync(string reference, LogQuery query, Stream destination, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        if (!query.Stdout && !query.Stderr)
        {
            throw Invalid("Bad parameters: you must choose at least one stream");
        }

        return container.HostConfig.LogConfig.Type == "none"
            ? throw new LinkspanException(ErrorKind.Unsupported, "configured logging driver does not support reading")
            : new LogReader(container, query, _keeper).CopyAsync(destination, cancellationToken);
    }

    /// <summary>Joins its streams; a container that does not run yet may be attached before its start.</summary>
    public async Task<AttachSession> AttachAsync(string reference, AttachRequest request, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        Container container = slot.Current;
        if (container.State.Paused)
        {
            throw Conflict($"container {container.Id} is paused, unpause the container before attach");
        }

        if (container.State.Restarting)
        {
            throw Conflict($"container {container.Id} is restarting, wait until the container is running");
        }

        Emit(container, "attach");
        if (!request.Stream)
        {
            return new AttachSession(container.Config.Tty, LogPipe(container, request, null, cancellationToken), null, null);
        }

        bool stdin = request.Stdin && container.Config.OpenStdin;
        await _keeper.OpenLogAsync(LogOf(container), cancellationToken);
        KeeperStream stream = await _keeper.AttachLogAsync(
            new KeeperAttach
            {
                Container = container.Id,
                Stdin = stdin,
                StdinOnce = stdin && container.Config.StdinOnce,
                Stdout = request.Stdout,
                Stderr = request.Stderr,
            },
            cancellationToken);
        Stream output = request.Logs ? LogPipe(container, request, stream, cancellationToken) : stream;
        return new AttachSession(container.Config.Tty, output, stream, stdin && container.Config.StdinOnce ? () => EndInputAsync(slot) : null, stdin);
    }

    /// <summary>Sets the size of its terminal in characters.</summary>
    public async Task ResizeAsync(string reference, int height, int width, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        RequireRunning(container);
        await ResizeTerminalAsync(container, "", height, width, cancellationToken);
        Emit(container, "resize", ("height", height.ToString()), ("width", width.ToString()));
    }

    private async Task ResizeTerminalAsync(Container container, string exec, int height, int width, CancellationToken cancellationToken)
    {
        try
        {
            await Containerd.Tasks.ResizePtyAsync(
                new Wire.ResizeTerminal { ContainerId = container.Id, ExecId = exec, Width = (uint)width, Height = (uint)height },
                Containerd.Headers, cancellationToken: cancellationToken);
        }
        catch (RpcException e)
        {
            throw e.ToUser("resize of container " + container.Name);
        }
    }

    /// <summary>The shim keeps its own writer on the pipe: without this call the process would never see the end of its input.</summary>
    private async Task CloseTaskInputAsync(string id, string exec = "")
    {
        try
        {
            await Containerd.Tasks.CloseIOAsync(new Wire.CloseInput { ContainerId = id, ExecId = exec, Stdin = true }, Containerd.Headers);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition or StatusCode.Unknown)
        {
            // It ended meanwhile.
        }
    }

    private async Task EndInputAsync(ContainerSlot slot)
    {
        if (slot.Current.State.Pid == 0)
        {
            slot.InputClosed = true;
        }
        else
        {
            await CloseTaskInputAsync(slot.Current.Id);
        }
    }

    /// <summary>What was logged, then what comes.</summary>
    private Stream LogPipe(Container container, AttachRequest request, KeeperStream? live, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        Stream writer = pipe.Writer.AsStream();
        var reader = new LogReader(container, new LogQuery { Stdout = request.Stdout, Stderr = request.Stderr }, _keeper);
        InBackground(async () =>
        {
            try
            {
                await reader.CopyAsync(writer, cancellationToken);
                if (live is not null)
                {
                    await live.CopyToAsync(writer, cancellationToken);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // The client left.
            }
            finally
            {
                await pipe.Writer.CompleteAsync();
            }
        });
        return pipe.Reader.AsStream();
    }
}
