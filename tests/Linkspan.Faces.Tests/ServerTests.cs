using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi;
using Linkspan.Faces.DockerApi.Daemon;
using Linkspan.Faces.DockerApi.Execs;
using Linkspan.Faces.DockerApi.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Linkspan.Faces.Tests;

/// <summary>The HTTP layer over a real Unix socket, with handlers made for the test.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"faces-{Guid.NewGuid():N}.sock");
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DockerServer? _server;

    public async ValueTask InitializeAsync() => _server = await DockerServer.ListenAsync(
        new ListenerOptions { SocketPaths = [_path], Addresses = [], Group = "" },
        [
            new("GET", "/value/{name*}/end", static call => call.JsonAsync(new IdBody($"{call.Version} {call.Value("name")} {call.Flag("yes")}"), ExecJson.Default.IdBody)),
            new("POST", "/body", static async call => await call.JsonAsync(new IdBody((await call.BodyAsync(ExecJson.Default.IdBody)).Id), ExecJson.Default.IdBody)),
            new("GET", "/broken", static _ => throw new InvalidOperationException("oh")),
            new("GET", "/kind/{kind}", static call => throw new LinkspanException(Enum.Parse<ErrorKind>(call.Value("kind")), "said")),
            new("GET", "/stream", StreamAsync),
            new("POST", "/exec/{id}/start", EchoAsync),
            new("POST", "/attach", EchoAsync),
            .. AbsentRoutes.All(),
        ],
        NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        File.Delete(_path);
    }

    [Theory]
    [InlineData("GET /v1.43/value/a/b/end?yes=1", 200, """{"Id":"1.43 a/b True"}""")]
    [InlineData("GET /value/a%2Fb:1/end?yes=false", 200, """{"Id":"1.51 a/b:1 False"}""")]
    [InlineData("GET /v1.23/value/a/end", 400, """{"message":"client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"}""")]
    [InlineData("GET /v1.99/value/a/end", 400, """{"message":"client version 1.99 is too new. Maximum supported API version is 1.51"}""")]
    [InlineData("GET /nothing", 404, """{"message":"page not found"}""")]
    [InlineData("PUT /stream", 405, """{"message":"method PUT is not for /stream"}""")]
    [InlineData("GET /broken", 500, """{"message":"oh"}""")]
    [InlineData("GET /kind/Invalid", 400, """{"message":"said"}""")]
    [InlineData("GET /kind/Forbidden", 403, """{"message":"said"}""")]
    [InlineData("GET /kind/NotFound", 404, """{"message":"said"}""")]
    [InlineData("GET /kind/Conflict", 409, """{"message":"said"}""")]
    [InlineData("GET /kind/Unsupported", 501, """{"message":"said"}""")]
    [InlineData("GET /kind/Unavailable", 503, """{"message":"said"}""")]
    [InlineData("GET /v1.50/plugins", 200, "[]")]
    [InlineData("GET /v1.50/nodes", 503, """{"message":"This node is not a swarm manager. Use \u0022docker swarm init\u0022 or \u0022docker swarm join\u0022 to connect this node to swarm and try again."}""")]
    [InlineData("GET /v1.50/services/x/logs", 503, null)]
    [InlineData("POST /v1.50/build", 501, null)]
    [InlineData("POST /v1.50/images/a/b/push", 501, null)]
    [InlineData("POST /v1.50/build/prune", 200, """{"CachesDeleted":null,"SpaceReclaimed":0}""")]
    public async Task Requests_are_answered(string line, int status, string? body)
    {
        (int answered, string headers, string text) = await AskAsync($"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal((status, 1), (answered, _server!.RequestCount));
        Assert.Equal(body ?? text, text);
        Assert.Contains("Api-Version: 1.51\r\n", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Ostype: linux\r\n", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("a-Sane_1.2:3", true)]
    [InlineData("two words", false)]
    [InlineData("", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456", false)] // longer than 64
    public async Task Every_answer_has_an_id_the_clients_own_where_that_is_sane(string given, bool taken)
    {
        foreach (string path in new[] { "/value/a/end", "/broken", "/nothing" })
        {
            (_, string headers, _) = await AskAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: {given}\r\n\r\n");
            string id = headers.Split("\r\n").Single(static line => line.StartsWith("X-Request-Id: ", StringComparison.OrdinalIgnoreCase))[14..];
            Assert.Equal(taken, id == given);
            Assert.True(taken || (id.Length == 16 && id.All(char.IsAsciiHexDigitLower)), id);
        }
    }

    [Theory]
    [InlineData("""{"Id":"x"}""", 200)]
    [InlineData("""{"id":"x","more":1}""", 200)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"Id":7}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"Id":"x","more":[1,{"a":null},[null]]}""", 400)]
    [InlineData("""{"Id":"x","more":[1,{"a":null},[]]}""", 200)]
    public async Task Bodies_are_read_or_refused(string body, int status)
    {
        (int plain, _, _) = await AskAsync($"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        string chunk = body.Length == 0 ? "" : $"{body.Length:x}\r\n{body}\r\n";
        (int chunked, _, _) = await AskAsync($"POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n");

        Assert.Equal((status, status), (plain, chunked));
    }

    [Fact]
    public async Task Headers_of_a_stream_come_before_its_first_byte()
    {
        using Socket client = await ConnectAsync("GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        string head = await ReadUntilAsync(client, "\r\n\r\n");
        _released.SetResult();
        string rest = await ReadToEndAsync(client);

        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.Contains("""{"Id":"late"}""", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_start_is_hijacked_although_it_has_a_body_and_input_may_end_before_output()
    {
        using Socket client = await ConnectAsync(
            "POST /v1.50/exec/e1/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nX-Request-Id: e1-start\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n" +
            """{"Detach":false,"Tty":false} """);

        string head = await ReadUntilAsync(client, "\r\n\r\n");
        Assert.Equal("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nX-Request-Id: e1-start\r\n\r\n", head);
        Assert.Equal("ready;", await ReadUntilAsync(client, ";"));
        await client.SendAsync("ping;"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("ping;", await ReadUntilAsync(client, ";"));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("end of input;", await ReadToEndAsync(client));
    }

    [Theory]
    [InlineData("v1.50", "application/vnd.docker.raw-stream")] // frames have a type of their own in an upgraded stream only
    [InlineData("v1.41", "application/vnd.docker.raw-stream")]
    public async Task Without_an_upgrade_header_the_stream_is_raw_all_the_same(string version, string type)
    {
        using Socket client = await ConnectAsync($"POST /{version}/attach HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n", await ReadUntilAsync(client, "\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal("ready;", await ReadUntilAsync(client, ";"));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("end of input;", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Input_sent_with_the_request_is_not_lost()
    {
        using Socket client = await ConnectAsync(
            "POST /exec/e1/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}early;");

        // A client closes its side after the answer; one that does so before it counts as gone, as it does for Kestrel.
        Assert.EndsWith("ready;", await ReadUntilAsync(client, "ready;"), StringComparison.Ordinal);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("early;end of input;", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_second_daemon_is_refused_the_socket()
    {
        LinkspanException refused = await Assert.ThrowsAsync<LinkspanException>(() => DockerServer.ListenAsync(
            new ListenerOptions { SocketPaths = [_path], Addresses = [], Group = "" }, [], NullLoggerFactory.Instance, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorKind.Conflict, refused.Kind);
    }

    private static async Task EchoAsync(ApiCall call)
    {
        await call.OptionalBodyAsync(ExecJson.Default.ExecStartBody);
        call.Hijack(raw: false, static async pipe =>
        {
            await pipe.Output.WriteAsync("ready;"u8.ToArray());
            while (true)
            {
                ReadResult result = await pipe.Input.ReadAsync();
                foreach (ReadOnlyMemory<byte> part in result.Buffer)
                {
                    await pipe.Output.WriteAsync(part);
                }

                pipe.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    await pipe.Output.WriteAsync("end of input;"u8.ToArray());
                    return;
                }
            }
        });
    }

    private async Task StreamAsync(ApiCall call)
    {
        Stream stream = await call.StreamAsync("application/json");
        await _released.Task;
        await call.WriteLineAsync(stream, new IdBody("late"), ExecJson.Default.IdBody);
    }

    private async Task<Socket> ConnectAsync(string request)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(new UnixDomainSocketEndPoint(_path), TestContext.Current.CancellationToken);
        await client.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        return client;
    }

    private async Task<(int Status, string Headers, string Body)> AskAsync(string request)
    {
        using Socket client = await ConnectAsync(request);
        string answer = await ReadToEndAsync(client);
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.AsSpan(9, 3)), answer[..(end + 2)], answer[(end + 4)..]);
    }

    private static async Task<string> ReadUntilAsync(Socket client, string end)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) &&
            await client.ReceiveAsync(one, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience) > 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private static async Task<string> ReadToEndAsync(Socket client)
    {
        using var text = new MemoryStream();
        byte[] part = new byte[4096];
        int length;
        while ((length = await client.ReceiveAsync(part, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience)) > 0)
        {
            text.Write(part, 0, length);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
