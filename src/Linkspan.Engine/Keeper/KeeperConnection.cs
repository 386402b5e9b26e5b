using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Linkspan.Engine.Keeper;

/// <summary>
/// One connection to the keeper: requests go out as they come, answers are matched by id. A thread of its own reads them: with .NET's asynchronous sockets
/// an answer wakes two threads more before it is where somebody waits for it.
/// </summary>
internal sealed class KeeperConnection : IDisposable
{
    private const byte NewLine = (byte)'\n';
    private const int ReaderStackBytes = 256 * 1024;
    private const int KeptBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<byte> _lines = new(4096);
    private readonly ConcurrentDictionary<long, KeeperExchange> _waiting = new(); // by the id of each request
    private long _lastId;
    private volatile bool _closed;

    private KeeperConnection(Socket socket)
    {
        _socket = socket;
        _writer = new Utf8JsonWriter(_lines);
    }

    /// <summary>The keeper's hello.</summary>
    public KeeperHello Hello { get; private set; } = new(0);

    /// <summary>False once the peer closed or an error was seen.</summary>
    public bool IsOpen => !_closed;

    /// <summary>Connects and exchanges hellos.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static async Task<KeeperConnection?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        if (TryConnect(path) is not { } socket)
        {
            return null;
        }

        var connection = new KeeperConnection(socket);
        new Thread(connection.ReadAnswers, ReaderStackBytes) { IsBackground = true, Name = "keeper" }.UnsafeStart(); // its lines are not those of the request that opened it
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
        Socket socket = TryConnect(path)
            ?? throw new LinkspanException(ErrorKind.Unavailable, $"no keeper answers at {path}");
        try
        {
            new KeeperConnection(socket).Send([new KeeperRequest { Id = 1, LogAttach = attach }]);
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
    public async Task<KeeperAnswer> AskAsync(KeeperRequest request, CancellationToken cancellationToken) => (await AskAsync([request], cancellationToken))[0];

    /// <summary>Sends requests in one go, so that the keeper wakes once for all of them, and waits for their answers.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="LinkspanException">The keeper refused one; it has looked at all of them.</exception>
    public async Task<KeeperAnswer[]> AskAsync(KeeperRequest[] requests, CancellationToken cancellationToken)
    {
        long firstId = Interlocked.Add(ref _lastId, requests.Length) - requests.Length + 1;
        var exchange = new KeeperExchange(firstId, requests.Length);
        for (int index = 0; index < requests.Length; index++)
        {
            _waiting[firstId + index] = exchange;
        }

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
                Send(requests.Select((request, index) => (Hello.PortRuns ? request : KeeperPortSingles.Split(request)) with { Id = firstId + index }));
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

            KeeperAnswer[] given = await exchange.Answers.WaitAsync(cancellationToken);
            for (int index = 0; index < given.Length; index++)
            {
                ThrowIfError(given[index]);
                given[index] = Hello.PortRuns ? given[index] : KeeperPortSingles.Join(requests[index], given[index]);
            }

            return given;
        }
        finally
        {
            for (int index = 0; index < requests.Length; index++)
            {
                _waiting.TryRemove(firstId + index, out _);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static Socket? TryConnect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
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

    /// <summary>Writes into memory that was written before: new memory costs a cold request a page fault each four kilobytes.</summary>
    private void Send(IEnumerable<KeeperRequest> requests)
    {
        if (_lines.Capacity > KeptBytes)
        {
            _lines = new ArrayBufferWriter<byte>(4096);
        }

        _lines.ResetWrittenCount();
        foreach (KeeperRequest request in requests)
        {
            _writer.Reset(_lines);
            JsonSerializer.Serialize(_writer, request, KeeperJson.Default.KeeperRequest);
            _lines.Write([NewLine]);
        }

        for (int sent = 0; sent < _lines.WrittenCount;)
        {
            sent += _socket.Send(_lines.WrittenSpan[sent..]);
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

    private void ReadAnswers()
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

                int count = _socket.Receive(buffer.AsSpan(filled));
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
            if (_waiting.TryRemove(answer.Id, out KeeperExchange? exchange))
            {
                exchange.Take(answer);
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
        foreach (KeeperExchange exchange in _waiting.Values)
        {
            exchange.Fail(new IOException("the connection to the keeper broke"));
        }
    }
}
