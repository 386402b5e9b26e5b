using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Logs;

/// <summary>The logs that are open. On the logs' loop only.</summary>
internal sealed class LogBook(EventLoop loop, TimeProvider time)
{
    private const uint FifoMode = 0x180; // 0600
    private const int BufferBytes = 64 * 1024;

    private readonly Dictionary<string, ContainerLog> _logs = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);

    /// <summary>The logs that are open.</summary>
    public IEnumerable<ContainerLog> Logs => _logs.Values;

    /// <summary>Makes and opens the pipes of a container and reads them.</summary>
    public void Open(KeeperLog settings)
    {
        if (_logs.ContainsKey(settings.Container))
        {
            return;
        }

        int stdin = -1;
        int stdout = -1;
        int stderr = -1;
        try
        {
            stdin = settings.StdinPath is null ? -1 : OpenFifo(settings.StdinPath);
            stdout = OpenFifo(settings.StdoutPath);
            stderr = settings.StderrPath is null ? -1 : OpenFifo(settings.StderrPath);
            Adopt(settings, new LogDescriptors(stdin, stdout, stderr)).Start();
        }
        catch (KeepException)
        {
            foreach (int descriptor in (int[])[stdin, stdout, stderr])
            {
                if (descriptor >= 0)
                {
                    _ = LibC.Close(descriptor);
                }
            }

            throw;
        }
    }

    /// <summary>Takes over a container's open pipes; reading begins with <see cref="ContainerLog.Start"/>.</summary>
    public ContainerLog Adopt(KeeperLog settings, LogDescriptors descriptors) =>
        _logs[settings.Container] = new ContainerLog(loop, settings, descriptors, _buffer, time);

    /// <summary>Takes over an attached client.</summary>
    public AttachedClient Adopt(ContainerLog log, KeeperAttach attach, int descriptor)
    {
        var client = new AttachedClient(loop, log, attach, descriptor);
        log.Adopt(client);
        return client;
    }

    /// <summary>Whether a container's log is open.</summary>
    public bool Has(string container) => _logs.ContainsKey(container);

    /// <summary>Attaches a client.</summary>
    /// <param name="attach">What it takes and gives.</param>
    /// <param name="descriptor">Its socket.</param>
    /// <param name="input">What it has sent already.</param>
    /// <param name="unsent">What it is to get first.</param>
    public void Attach(KeeperAttach attach, int descriptor, byte[] input, byte[] unsent)
    {
        if (!_logs.TryGetValue(attach.Container, out ContainerLog? log))
        {
            _ = LibC.Close(descriptor);
            return;
        }

        var client = new AttachedClient(loop, log, attach, descriptor);
        client.Restore(unsent, inputEnded: false);
        log.Attach(client, input);
    }

    /// <summary>Ends a container's input.</summary>
    public void EndInput(string container) => _logs.GetValueOrDefault(container)?.EndInput();

    /// <summary>Answers a follower when there is something to say.</summary>
    public void Wait(LogWaiter waiter)
    {
        if (_logs.TryGetValue(waiter.Container, out ContainerLog? log))
        {
            log.Wait(waiter);
        }
        else
        {
            waiter.Answer(waiter.Generation, waiter.Offset, closed: true);
        }
    }

    /// <summary>A connection is gone.</summary>
    public void Forget(ControlConnection connection)
    {
        foreach (ContainerLog log in _logs.Values)
        {
            log.Forget(connection);
        }
    }

    /// <summary>Writes what is left of a log and closes it; removes its fifos.</summary>
    public void Close(string container)
    {
        if (!_logs.Remove(container, out ContainerLog? log))
        {
            return;
        }

        log.Close();
        foreach (string? path in (string?[])[log.Settings.StdinPath, log.Settings.StdoutPath, log.Settings.StderrPath])
        {
            if (path is not null)
            {
                _ = Native.Unlink(path);
            }
        }
    }

    private static int OpenFifo(string path)
    {
        const int Exists = 17; // EEXIST
        if (Native.MakeFifo(path, FifoMode) < 0 && LibC.LastError != Exists)
        {
            throw KeepException.FromLastError($"make fifo {path}");
        }

        int descriptor = Native.Open(path, Native.ReadWrite | Native.NonBlocking | Native.CloseOnExec, 0);
        return descriptor >= 0 ? descriptor : throw KeepException.FromLastError($"open fifo {path}");
    }
}
