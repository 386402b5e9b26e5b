using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Linkspan.Compat.Tests;

/// <summary>Attach over WebSocket, as browsers and the Python SDK use it.</summary>
public sealed class WebSocketTests(DaemonFixture daemon) : IDisposable
{
    private const string Streams = "stream=1&stdin=1&stdout=1&stderr=1";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => daemon.Clean();

    [Theory]
    [InlineData("", WebSocketMessageType.Binary)]
    [InlineData("/v1.27", WebSocketMessageType.Text)]
    public async Task Input_goes_in_and_output_and_error_come_out_without_frames(string version, WebSocketMessageType kind)
    {
        daemon.Must("run", "-d", "-i", "--name", "echo", "my_image", "sh", "-c", "while read line; do echo out $line; echo err $line >&2; [ $line = last ] && exit 3; done");
        using ClientWebSocket socket = await ConnectAsync($"{version}/containers/echo/attach/ws?{Streams}");
        await socket.SendAsync("first\n"u8.ToArray(), kind, endOfMessage: true, Ended);
        string read = await ReadAsync(socket, kind, static text => text.Contains("out first\n", StringComparison.Ordinal) && text.Contains("err first\n", StringComparison.Ordinal));
        Assert.Equal("out first\nerr first\n".Length, read.Length);
        await socket.SendAsync("last\n"u8.ToArray(), kind, endOfMessage: true, Ended);
        string rest = await ReadAsync(socket, kind, static _ => false); // to the end
        Assert.Contains("out last\n", rest, StringComparison.Ordinal);
        Assert.Contains("err last\n", rest, StringComparison.Ordinal);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        Assert.Equal("3", daemon.Must("wait", "echo"));
    }

    [Fact]
    public async Task A_client_that_closes_leaves_the_container_running()
    {
        daemon.Must("run", "-d", "-it", "--name", "term", "my_image", "cat");
        using (ClientWebSocket socket = await ConnectAsync($"/containers/term/attach/ws?{Streams}"))
        {
            await socket.SendAsync("typed\n"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Ended);
            await ReadAsync(socket, WebSocketMessageType.Binary, static text => text.Contains("typed\r\ntyped\r\n", StringComparison.Ordinal));
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, Ended);
        }

        Assert.Equal("true", daemon.Must("inspect", "-f", "{{.State.Running}}", "term"));
        using ClientWebSocket again = await ConnectAsync($"/containers/term/attach/ws?{Streams}&logs=1");
        await ReadAsync(again, WebSocketMessageType.Binary, static text => text.Contains("typed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/containers/nosuch/attach/ws", "404")]
    [InlineData("/containers/idle/attach/ws", "400")] // no handshake
    public void What_cannot_be_is_a_status(string path, string status)
    {
        daemon.Must("create", "--name", "idle", "my_image");
        Assert.Equal(status, Tool.Run("curl", "-sS", "--max-time", "30", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", daemon.Socket, $"http://d{path}").Output);
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket, WebSocketMessageType kind, Predicate<string> enough)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!enough(text.ToString()))
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            Assert.Equal(kind, part.MessageType);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }

        return text.ToString();
    }

    private async Task<ClientWebSocket> ConnectAsync(string path)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://localhost{path}"), invoker, Ended);
        return socket;
    }
}
