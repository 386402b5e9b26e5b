using System.Net.Sockets;
using System.Text;

namespace Linkspan.Compat.Tests;

/// <summary>Many clients, clients that vanish, clients that do not read, bodies that are too large: nothing is lost and nothing stays behind.</summary>
public sealed class RobustnessTests(DaemonFixture daemon) : IDisposable
{
    private const int Crowd = 200;

    /// <summary>Descriptors that come and go by themselves: connections to containerd and the keeper, databases.</summary>
    private const int Slack = 12;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Dispose() => daemon.Clean();

    [Fact]
    public async Task Several_hundred_clients_are_served_at_once_and_leave_nothing_when_they_vanish()
    {
        daemon.Must("run", "-d", "--name", "talker", "my_image", "sh", "-c", "while true; do echo line; sleep 0.1; done");
        int before = await SettledAsync();
        List<Socket> clients = [];
        for (int i = 0; i < Crowd; i++)
        {
            clients.Add(await AskAsync("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n"));
            clients.Add(await AskAsync("GET /events HTTP/1.1\r\nHost: d\r\n\r\n"));
            clients.Add(await AskAsync("GET /containers/talker/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n"));
        }

        daemon.Must("network", "create", "seen-by-all");
        for (int i = 0; i < clients.Count; i++)
        {
            string wanted = (i % 3) switch { 0 => "\r\n\r\nOK", 1 => "seen-by-all", _ => "line\n" };
            await ReadUntilAsync(clients[i], wanted);
        }

        Assert.True(Descriptors() >= clients.Count, "the clients were not held all at once"); // others of the daemon come and go meanwhile
        clients.ForEach(static client => client.Dispose());
        await ReturnsToAsync(before);
        daemon.Must("network", "rm", "seen-by-all");
    }

    [Fact]
    public async Task Clients_that_vanish_from_a_silent_container_leave_nothing()
    {
        daemon.Must("run", "-d", "-i", "--name", "silent", "my_image", "sleep", "100000");
        int before = await SettledAsync();
        List<Socket> clients = [];
        for (int i = 0; i < 30; i++)
        {
            clients.Add(await AskAsync("POST /containers/silent/attach?stream=1&stdout=1&stderr=1&stdin=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n"));
            clients.Add(await AskAsync("POST /containers/silent/attach?stream=1&stdout=1&logs=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n"));
            clients.Add(await AskAsync("GET /containers/silent/attach/ws?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
            clients.Add(await AskAsync("GET /containers/silent/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n"));
            clients.Add(await AskAsync("GET /containers/silent/stats HTTP/1.1\r\nHost: d\r\n\r\n"));
            clients.Add(await AskAsync("POST /containers/silent/wait HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n"));
        }

        foreach (Socket client in clients)
        {
            await ReadUntilAsync(client, "\r\n\r\n");
        }

        clients.ForEach(static client => client.Dispose());
        await ReturnsToAsync(before);
        Assert.Equal("true", daemon.Must("inspect", "-f", "{{.State.Running}}", "silent"));
    }

    [Fact]
    public async Task One_who_ended_his_input_still_gets_the_output()
    {
        daemon.Must("run", "-d", "-i", "--name", "late", "my_image", "sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; echo said late");
        using Socket client = await AskAsync("POST /containers/late/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n");
        await ReadUntilAsync(client, "\r\n\r\n");
        client.Shutdown(SocketShutdown.Send);
        await Task.Delay(TimeSpan.FromSeconds(3), Ended); // longer than the daemon waits between its looks for whether the client is gone
        daemon.Must("exec", "late", "touch", "/tmp/go");
        await ReadUntilAsync(client, "said late\n");
    }

    [Theory]
    [InlineData("Content-Length: 2\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    public async Task An_attach_with_a_body_is_answered_and_the_body_is_no_input(string body)
    {
        daemon.Must("create", "-i", "--name", "reader", "my_image", "sh", "-c", "read line; echo got $line");
        using Socket client = await AskAsync($"POST /containers/reader/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n{body}");
        await ReadUntilAsync(client, "\r\n\r\n");
        daemon.Must("start", "reader");
        await client.SendAsync("typed\n"u8.ToArray(), Ended);
        await ReadUntilAsync(client, "got typed\n");
    }

    [Fact]
    public async Task A_client_that_does_not_read_keeps_nobody_waiting()
    {
        daemon.Must("run", "-d", "--name", "flood", "--log-opt", "max-size=1m", "my_image", "sh", "-c", "while true; do yes | head -n 2000; sleep 0.05; done");
        int before = await SettledAsync();
        using (Socket deafToLogs = await AskAsync("GET /containers/flood/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n"))
        using (Socket deaf = await AskAsync("POST /containers/flood/attach?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n"))
        {
            using Socket reader = await AskAsync("GET /containers/flood/logs?follow=1&stdout=1&tail=1 HTTP/1.1\r\nHost: d\r\n\r\n");
            await ReadAsync(reader, 2 << 20); // far more than fits between the daemon and one who does not read
            Assert.Equal("alive", daemon.Must("exec", "flood", "echo", "alive"));
        }

        await ReturnsToAsync(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused(bool chunked)
    {
        string body = $$"""{"Name":"{{new string('n', 5 << 20)}}"}""";
        using Socket client = await AskAsync($"POST /networks/create HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\n{(chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}")}\r\n\r\n");
        Task sending = SendAsync(client, chunked ? $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n" : body);
        Assert.Contains("HTTP/1.1 400 ", await ReadUntilAsync(client, "\r\n"), StringComparison.Ordinal);
        client.Dispose();
        await sending;
        Assert.Equal("OK", Tool.Run("curl", "-sS", "--max-time", "30", "--unix-socket", daemon.Socket, "http://d/_ping").Output);
    }

    [Theory]
    [InlineData("containers/create", """{"Image":"my_image","WorkingDir":"/tmp/\u0000x"}""")]
    [InlineData("containers/create", """{"Image":"my_image","HostConfig":{"Tmpfs":{"/tmp/\u0000x":""}}}""")]
    [InlineData("containers/create", """{"Image":"my_image","HostConfig":{"Mounts":[{"Type":"volume","Target":"/tmp/\u0000x"}]}}""")]
    [InlineData("containers/create", """{"Image":"my_image","HostConfig":{"Sysctls":{"net.ipv4.ip_forward":"1\u0000"}}}""")]
    [InlineData("containers/create", """{"Image":"my_image","HostConfig":{"Devices":[{"PathOnHost":"/dev/\u0000null","PathInContainer":"/dev/x"}]}}""")]
    [InlineData("containers/create", """{"Image":"my_image","HostConfig":{"CgroupParent":"/a\u0000b"}}""")]
    [InlineData("containers/awake/exec", """{"Cmd":["true"],"WorkingDir":"/tmp/\u0000x"}""")]
    [InlineData("volumes/create", """{"Name":"cut","DriverOpts":{"type":"tmpfs","device":"tmpfs","o":"size=1\u0000m"}}""")]
    public void A_text_that_the_kernel_would_cut_off_is_refused(string path, string body)
    {
        daemon.Must("run", "-d", "--name", "awake", "my_image");
        ToolResult answer = Tool.Run(
            "curl", "-sS", "--max-time", "30", "-w", "%{http_code}", "--unix-socket", daemon.Socket, "-H", "Content-Type: application/json", "-d", body, $"http://d/v1.51/{path}");
        Assert.Contains("contains a NUL character", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith("400", answer.Output.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public void A_path_that_the_kernel_would_cut_off_is_refused(string method)
    {
        daemon.Must("run", "-d", "--name", "awake", "my_image");
        ToolResult answer = Tool.Run(
            "curl", "-sS", "--max-time", "30", "-w", "%{http_code}", "--unix-socket", daemon.Socket, "-X", method, "http://d/v1.51/containers/awake/archive?path=/tmp/%00x");
        Assert.Contains("contains a NUL character", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith("400", answer.Output.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_that_is_nested_too_deep_is_refused() => Assert.Equal(
        "400",
        Tool.Run("sh", "-c", $"(yes '[' | head -n 100000 | tr -d '\\n') | curl -sS --max-time 30 -o /dev/null -w '%{{http_code}}' --unix-socket {daemon.Socket} -H 'Content-Type: application/json' --data-binary @- http://d/networks/create").Output);

    private async Task<Socket> AskAsync(string request)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket), Ended);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Ended);
        return socket;
    }

    /// <summary>Sends as much as the other side takes.</summary>
    private static async Task SendAsync(Socket client, string text)
    {
        try
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(text), Ended);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was refused before it was all there.
        }
    }

    private static async Task<string> ReadUntilAsync(Socket client, string wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().Contains(wanted, StringComparison.Ordinal))
        {
            int length = await client.ReceiveAsync(buffer, patience.Token);
            Assert.True(length > 0, $"the daemon ended the connection before {wanted.Trim()}: {text}");
            text.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    private static async Task ReadAsync(Socket client, int bytes)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        byte[] buffer = new byte[65536];
        while (bytes > 0)
        {
            int length = await client.ReceiveAsync(buffer, patience.Token);
            Assert.True(length > 0, "the daemon ended the connection");
            bytes -= length;
        }
    }

    /// <summary>Open files of the daemon and its keeper once they are no longer more: network stacks are made ahead in the first seconds of a daemon.</summary>
    private async Task<int> SettledAsync()
    {
        int before = -1;
        int now = Descriptors();
        for (int attempt = 0; attempt < 30 && now > before; attempt++)
        {
            before = now;
            await Task.Delay(500, Ended);
            now = Descriptors();
        }

        return now;
    }

    /// <summary>Open files of the daemon and its keeper.</summary>
    private int Descriptors() => Keepers().Append(daemon.ProcessId).Sum(static id => Directory.GetFileSystemEntries($"/proc/{id}/fd").Length);

    private IEnumerable<int> Keepers()
    {
        ToolResult found = Tool.Run("pgrep", "-f", "--", $"linkspan-net.*{daemon.ExecRoot}");
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
    }

    private async Task ReturnsToAsync(int before)
    {
        int now = Descriptors();
        for (int attempt = 0; attempt < 300 && now > before + Slack; attempt++)
        {
            await Task.Delay(100, Ended);
            now = Descriptors();
        }

        Assert.True(now <= before + Slack, $"{before} descriptors were open before, {now} are");
    }
}
