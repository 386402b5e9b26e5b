using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Logs;

/// <summary>One container's pipes, file, attached clients and waiting followers. On the logs' loop only.</summary>
internal sealed class ContainerLog
{
    private readonly EventLoop _loop;
    private readonly JsonLogFile? _file;
    private readonly List<PipeReader> _pipes = [];
    private readonly StdinPipe? _stdin;
    private readonly List<AttachedClient> _clients = [];
    private readonly List<LogWaiter> _waiters = [];

    /// <summary>Takes over open pipes.</summary>
    public ContainerLog(EventLoop loop, KeeperLog settings, LogDescriptors descriptors, byte[] buffer, TimeProvider time)
    {
        _loop = loop;
        Settings = settings;
        Buffer = buffer;
        _file = settings.LogPath is null ? null : new JsonLogFile(settings.LogPath, settings.MaxSizeBytes, settings.MaxFiles, time);
        _pipes.Add(new PipeReader(this, LogStream.Stdout, descriptors.Stdout));
        if (descriptors.Stderr >= 0)
        {
            _pipes.Add(new PipeReader(this, LogStream.Stderr, descriptors.Stderr));
        }

        if (descriptors.Stdin >= 0)
        {
            _stdin = new StdinPipe(loop, descriptors.Stdin, ResumeInput);
        }
    }

    public KeeperLog Settings { get; }

    /// <summary>Memory shared by everything on the loop.</summary>
    public byte[] Buffer { get; }

    public IReadOnlyList<PipeReader> Pipes => _pipes;

    public StdinPipe? Stdin => _stdin;

    public IReadOnlyList<AttachedClient> Clients => _clients;

    public JsonLogFile? File => _file;

    /// <summary>Begins to read.</summary>
    public void Start()
    {
        foreach (PipeReader pipe in _pipes)
        {
            _loop.Add(pipe, EpollEvents.Read);
        }

        foreach (AttachedClient client in _clients.ToArray())
        {
            client.Start([]);
        }

        _stdin?.Start();
        WatchPipes();
    }

    /// <summary>Reads the pipes while no client holds them up.</summary>
    public void WatchPipes()
    {
        bool hold = _clients.Exists(client => client.IsFull);
        foreach (PipeReader pipe in _pipes)
        {
            _loop.Watch(pipe, hold ? EpollEvents.None : EpollEvents.Read);
        }
    }

    /// <summary>Moves one buffer from a pipe to the file and the clients.</summary>
    /// <returns>Bytes moved.</returns>
    public int ReadOnce(PipeReader pipe)
    {
        int count = pipe.Read(Buffer);
        if (count == 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> bytes = Buffer.AsSpan(0, count);
        if (_file is not null)
        {
            pipe.Splitter.Take(bytes, pipe.Stream, _file);
            _file.Flush();
            TellFollowers();
        }

        bool full = false;
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            AttachedClient client = _clients[i];
            client.Send(pipe.Stream, bytes, framed: !Settings.Tty);
            full |= client.IsFull;
        }

        if (full)
        {
            WatchPipes();
        }

        return count;
    }

    /// <summary>Attaches a client.</summary>
    public void Attach(AttachedClient client, ReadOnlySpan<byte> input)
    {
        _clients.Add(client);
        client.Start(input);
    }

    /// <summary>Takes a client over; it is served from <see cref="Start"/> on.</summary>
    public void Adopt(AttachedClient client) => _clients.Add(client);

    /// <summary>Input of an attached client.</summary>
    public bool WriteInput(ReadOnlySpan<byte> input) => _stdin?.Write(input) ?? true;

    /// <summary>An attached client has ended its input.</summary>
    public void InputEnded(AttachedClient client)
    {
        if (client.Settings is { Stdin: true, StdinOnce: true })
        {
            _stdin?.End();
        }
    }

    /// <summary>Ends the container's input.</summary>
    public void EndInput() => _stdin?.End();

    /// <summary>A client is gone.</summary>
    public void Forget(AttachedClient client)
    {
        _clients.Remove(client);
        WatchPipes();
    }

    /// <summary>Answers a follower now, or when there is something to say.</summary>
    public void Wait(LogWaiter waiter)
    {
        if (!TryAnswer(waiter))
        {
            _waiters.Add(waiter);
        }
    }

    /// <summary>A connection is gone, and its followers with it.</summary>
    public void Forget(ControlConnection connection) => _waiters.RemoveAll(waiter => waiter.Connection == connection);

    /// <summary>Writes what is left, tells everybody, closes everything.</summary>
    public void Close()
    {
        foreach (PipeReader pipe in _pipes)
        {
            while (ReadOnce(pipe) > 0)
            {
            }

            if (_file is not null)
            {
                pipe.Splitter.End(pipe.Stream, _file);
            }

            _loop.Remove(pipe);
            pipe.Close();
        }

        _file?.Dispose();
        _stdin?.Close();
        foreach (LogWaiter waiter in _waiters)
        {
            waiter.Answer(_file?.Generation ?? 0, _file?.Length ?? 0, closed: true);
        }

        _waiters.Clear();
        foreach (AttachedClient client in _clients.ToArray())
        {
            client.EndOutput();
        }
    }

    /// <summary>Stops where it stands, for a handover.</summary>
    public void Freeze()
    {
        foreach (PipeReader pipe in _pipes)
        {
            _loop.Remove(pipe);
        }

        _stdin?.Freeze();
        foreach (AttachedClient client in _clients)
        {
            client.Freeze();
        }
    }

    private void ResumeInput()
    {
        foreach (AttachedClient client in _clients)
        {
            client.ResumeInput();
        }
    }

    private void TellFollowers() => _waiters.RemoveAll(TryAnswer);

    private bool TryAnswer(LogWaiter waiter)
    {
        int generation = _file?.Generation ?? 0;
        long length = _file?.Length ?? 0;
        if (generation == waiter.Generation && length <= waiter.Offset)
        {
            return false;
        }

        waiter.Answer(generation, length, closed: false);
        return true;
    }
}
