using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Linkspan.Engine.Keeper;

/// <summary>One connection to the keeper: requests go out as they come, answers are matched by id.</summary>
internal sealed class KeeperConnection : IDisposable
{
    private const byte NewLine = (byte)'\n';

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<KeeperAnswer>> _waiting = new();
    private long _lastId;
    private volatile bool _closed;

    private KeeperConnection(Socket socket) => _socket = socket;

    /// <summary>The keeper's hello.</summary>
    public KeeperHello Hello { get; private set; } = new(0);

    /// <summary>False once the peer closed or an error was seen.</summary>
    public bool IsOpen => !_closed;

    /// <summary>Connects and exchanges hellos.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static async Task<KeeperConnection?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        Socket? socket = await TryConnectAsync(path, cancellationToken);
        if (socket is null)
        {
            return null;
        }

        var connection = new KeeperConnection(socket);
        using (ExecutionContext.SuppressFlow()) // it outlives the request that may have opened it, and its lines are not that one's
        {
            _ = connection.ReadAnswersAsync();
        }

        try
        {
            KeeperAnswer answer = await connection.AskAsync(new KeeperRequest { Hello = new KeeperHello(KeeperHello.Protocol, PortRuns: true) }, cancellationToken);
            connection.Hello = answer.Hello ?? new KeeperHello(0);
            return connection;
        }
        catch (IOException)
        {
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection of its own that becomes the stream of a container.</summary>
    public static async Task<KeeperStream> AttachAsync(string path, KeeperAttach attach, CancellationToken cancellationToken)
    {
        Socket socket = await TryConnectAsync(path, cancellationToken)
            ?? throw new LinkspanException(ErrorKind.Unavailable, $"no keeper answers at {path}");
        try
        {
            await SendAsync(socket, new KeeperRequest { Id = 1, LogAttach = attach }, cancellationToken);
            KeeperAnswer answer = await ReadOneAsync(socket, cancellationToken);
            ThrowIfError(answer);
            return new KeeperStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="LinkspanException">The keeper refused.</exception>
    public async Task<KeeperAnswer> AskAsync(KeeperRequest request, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _lastId);
        var completion = new TaskCompletionSource<KeeperAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = completion;
        try
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                if (_closed)
                {
                    throw new IOException("the connection to the keeper is closed");
                }

                // A request that was sent in part would garble the next: once begun it is sent whole.
                KeeperRequest sent = Hello.PortRuns ? request : KeeperPortSingles.Split(request);
                await SendAsync(_socket, sent with { Id = id }, CancellationToken.None);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                Close();
                throw new IOException("the connection to the keeper broke", e);
            }
            finally
            {
                _sending.Release();
            }

            KeeperAnswer answer = await completion.Task.WaitAsync(cancellationToken);
            ThrowIfError(answer);
            return Hello.PortRuns ? answer : KeeperPortSingles.Join(request, answer);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static async Task<Socket?> TryConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(Socket socket, KeeperRequest request, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(request, KeeperJson.Default.KeeperRequest);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = NewLine;
        for (int sent = 0; sent < json.Length;)
        {
            sent += await socket.SendAsync(json.AsMemory(sent), cancellationToken);
        }
    }

    /// <summary>Reads exactly one line, byte by byte at its end: what follows belongs to the stream.</summary>
    private static async Task<KeeperAnswer> ReadOneAsync(Socket socket, CancellationToken cancellationToken)
    {
        var line = new List<byte>(128);
        byte[] one = new byte[1];
        while (await socket.ReceiveAsync(one.AsMemory(), cancellationToken) == 1)
        {
            if (one[0] == NewLine)
            {
                return Parse(line.ToArray());
            }

            line.Add(one[0]);
        }

        throw new LinkspanException(ErrorKind.Unavailable, "the keeper closed the connection");
    }

    private static KeeperAnswer Parse(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, KeeperJson.Default.KeeperAnswer) ?? throw new InvalidDataException("the keeper sent null");

    private static void ThrowIfError(KeeperAnswer answer)
    {
        if (answer.Error is { } error)
        {
            throw new LinkspanException(Kind(error.Errno), error.Message);
        }
    }

    private static ErrorKind Kind(int errno) => errno switch
    {
        2 or 6 or 19 => ErrorKind.NotFound, // ENOENT, ENXIO, ENODEV
        22 => ErrorKind.Invalid, // EINVAL
        17 or 98 => ErrorKind.Conflict, // EEXIST, EADDRINUSE
        71 or 93 or 95 => ErrorKind.Unsupported, // EPROTO (version), EPROTONOSUPPORT, EOPNOTSUPP
        11 or 12 or 24 or 28 or 110 => ErrorKind.Unavailable, // EAGAIN, ENOMEM, EMFILE, ENOSPC, ETIMEDOUT
        _ => ErrorKind.Internal,
    };

    private async Task ReadAnswersAsync()
    {
        byte[] buffer = new byte[4096];
        int filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                int count = await _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (count == 0)
                {
                    break;
                }

                filled += count;
                filled = DispatchLines(buffer, filled);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or JsonException or InvalidDataException)
        {
            // Closed below; whoever waits is told there.
        }

        Close();
    }

    private int DispatchLines(byte[] buffer, int filled)
    {
        int start = 0;
        while (buffer.AsSpan(start, filled - start).IndexOf(NewLine) is >= 0 and int length)
        {
            KeeperAnswer answer = Parse(buffer.AsSpan(start, length));
            if (_waiting.TryRemove(answer.Id, out TaskCompletionSource<KeeperAnswer>? completion))
            {
                completion.TrySetResult(answer);
            }

            start += length + 1;
        }

        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        return filled - start;
    }

    private void Close()
    {
        _closed = true;
        _socket.Dispose();
        foreach (TaskCompletionSource<KeeperAnswer> completion in _waiting.Values)
        {
            completion.TrySetException(new IOException("the connection to the keeper broke"));
        }
    }
}
