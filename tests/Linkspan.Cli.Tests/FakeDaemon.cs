using System.Net.Sockets;
using System.Text;

namespace Linkspan.Cli.Tests;

/// <summary>A daemon on a Unix socket that records requests and answers by a table; what is not in it is answered with 204.</summary>
internal sealed class FakeDaemon : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-cli").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(string Line, string Body)> _requests = [];
    private readonly Dictionary<string, Queue<(int Status, string Body)>> _answers = new(StringComparer.Ordinal);

    public FakeDaemon()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen(16);
        _ = AcceptAsync();
    }

    public string Path => System.IO.Path.Combine(_folder, "docker.sock");

    /// <summary>Request lines without the version, in their order.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests.Select(static request => request.Line)];
            }
        }
    }

    /// <summary>The body of the first request whose line begins so.</summary>
    public string Body(string start)
    {
        lock (_lock)
        {
            return _requests.First(request => request.Line.StartsWith(start, StringComparison.Ordinal)).Body;
        }
    }

    /// <summary>Answers requests whose line begins so; several answers come one after another, the last for ever. Status 101 gives the body raw.</summary>
    public FakeDaemon On(string start, int status, string body)
    {
        if (!_answers.TryGetValue(start, out Queue<(int, string)>? queue))
        {
            _answers[start] = queue = new();
        }

        queue.Enqueue((status, body));
        return this;
    }

    /// <summary>Runs a command line against this daemon.</summary>
    public async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var terminal = new TestTerminal();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        int code = await CommandLine.RunAsync(["-H", $"unix://{Path}", .. arguments], terminal.Terminal, limit.Token);
        return (code, terminal.Out, terminal.Error);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            byte[] buffer = new byte[64 * 1024];
            int length = 0;
            while (await socket.ReceiveAsync(buffer.AsMemory(length)) is int read and > 0)
            {
                length += read;
                string text = Encoding.UTF8.GetString(buffer, 0, length);
                int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                int expected = text.Split("\r\n").Select(static line => line.Split(": ")).Where(static field => field[0] == "Content-Length").Select(static field => int.Parse(field[1])).FirstOrDefault();
                if (end < 0 || length < end + 4 + expected)
                {
                    continue;
                }

                length = 0;
                string line = text[..text.IndexOf(" HTTP/", StringComparison.Ordinal)];
                (int status, string body) = Answer(line, text[(end + 4)..]);
                byte[] bytes = Encoding.Latin1.GetBytes(body);
                string head = status == 101
                    ? "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
                    : $"HTTP/1.1 {status} X\r\nContent-Length: {bytes.Length}\r\n\r\n";
                await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. status == 204 ? [] : bytes]);
                if (status == 101)
                {
                    return;
                }
            }
        }
    }

    private (int Status, string Body) Answer(string line, string body)
    {
        lock (_lock)
        {
            _requests.Add((line, body));
            foreach ((string start, Queue<(int, string)> queue) in _answers)
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                {
                    return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
                }
            }

            return (204, "");
        }
    }
}
