namespace Linkspan.Compat.Tests;

/// <summary>Published ports that change while a container runs, and files that go in and out, by the product's CLI and the stock one.</summary>
public sealed class PublishTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Ports_are_published_and_taken_back_while_another_connection_goes_on()
    {
        daemon.Must("run", "-d", "--name", "web", "-p", "8101:80", "my_image", "sh", "-c", "mkdir /www; echo up >/www/index.html; busybox mkfifo /tmp/p; (nc -l -p 81 </tmp/p | cat >/tmp/p) & exec httpd -f -h /www");
        daemon.Must("run", "-d", "--name", "other", "my_image");
        Assert.Equal("up\n", Fetch(8101).Output);
        daemon.MustOurs("publish", "web", "8102:81", "8103:80");
        using var connection = new System.Net.Sockets.TcpClient("127.0.0.1", 8102);
        Assert.Equal("before", Echo(connection, "before"));
        Assert.Equal("up\n", Fetch(8103).Output);
        Assert.Equal("0.0.0.0:8101\n0.0.0.0:8103\n[::]:8101\n[::]:8103", string.Join('\n', daemon.Must("port", "web", "80").Split('\n').Order(StringComparer.Ordinal)));
        daemon.MustOurs("unpublish", "web", "80");
        Assert.NotEqual(0, Fetch(8101).ExitCode);
        Assert.NotEqual(0, Fetch(8103).ExitCode);
        Assert.Equal("after", Echo(connection, "after"));
        daemon.Must("restart", "-t", "0", "web");
        Assert.Equal("0.0.0.0:8102\n[::]:8102", daemon.Must("port", "web", "81"));
        Assert.Contains("port is already allocated", daemon.Fails("run", "-d", "-p", "8102:1", "my_image"));
    }

    [Fact]
    public void Who_may_reach_published_ports_is_an_option_of_the_network_and_a_flag_of_the_daemon()
    {
        daemon.Must("network", "create", "-o", "linkspan.publish_access=local", "hidden");
        daemon.Must("network", "create", "-o", "linkspan.publish_access=192.0.2.0/24,interface:wg0", "chosen");
        daemon.Must("run", "-d", "--name", "hidden", "--network", "hidden", "-p", "8131:80", "my_image", "sh", "-c", "mkdir /www; echo up >/www/index.html; exec httpd -f -h /www");
        daemon.Must("run", "-d", "--name", "chosen", "--network", "chosen", "-p", "8132:80", "my_image");
        string[] lines = daemon.MustOurs("exposure", "--format", "{{.Container}}: {{.By}}").Split('\n');
        Assert.Contains("chosen: 192.0.2.0/24, everybody by wg0", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith("hidden", StringComparison.Ordinal));
        ToolResult local = Tool.Run("curl", "-sS", "--retry", "10", "--retry-connrefused", "--retry-all-errors", "--max-time", "20", "http://127.0.0.1:8131/");
        Assert.Equal("up\n", local.Output);
        Assert.Contains("linkspan.publish_access=friends: \"friends\" names no source", daemon.Fails("network", "create", "-o", "linkspan.publish_access=friends", "wrong"), StringComparison.Ordinal);
        ToolResult refused = Tool.Run(DaemonFixture.Program, "daemon", "--publish-access", "any", "--publish-access", "192.0.2.1");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("any stands alone", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Docker_cp_copies_both_ways_into_stopped_containers_too()
    {
        string folder = Directory.CreateTempSubdirectory("linkspan-cp-").FullName;
        File.WriteAllText(Path.Combine(folder, "file"), "text\n");
        daemon.Must("create", "--name", "box", "my_image", "cat", "/tmp/in/file");
        daemon.Must("cp", folder, "box:/tmp/in");
        Assert.Equal("text", daemon.Must("start", "-a", "box"));
        daemon.Must("cp", "box:/tmp/in/file", Path.Combine(folder, "out"));
        Assert.Equal("text\n", File.ReadAllText(Path.Combine(folder, "out")));
        Assert.Contains("/tmp/in/file", daemon.Must("diff", "box"));
        daemon.Must("export", "-o", Path.Combine(folder, "all.tar"), "box");
        Assert.Contains("tmp/in/file", Tool.Run("tar", "-tf", Path.Combine(folder, "all.tar")).Output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_health_check_of_the_stock_client_runs_and_shows()
    {
        daemon.Must("run", "-d", "--name", "checked", "--health-cmd", "test -e /tmp/good", "--health-interval", "100ms", "--health-retries", "1", "my_image", "sh", "-c", "sleep 0.5; touch /tmp/good; exec sleep 1000");
        daemon.Must("events", "--since", "10m", "--until", "0s", "--filter", "container=checked");
        WaitFor("healthy");
        Assert.Equal("checked", daemon.Must("ps", "--filter", "health=healthy", "--format", "{{.Names}}"));
        Assert.Contains("(healthy)", daemon.Must("ps", "--format", "{{.Status}}"));
    }

    private static ToolResult Fetch(int port) => Tool.Run("curl", "-sS", "--max-time", "5", "--retry", "3", "--retry-connrefused", "--retry-delay", "0", $"http://127.0.0.1:{port}/");

    private static string Echo(System.Net.Sockets.TcpClient connection, string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        connection.GetStream().Write(bytes);
        connection.GetStream().ReadExactly(bytes);
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    private void WaitFor(string status)
    {
        for (int attempt = 0; attempt < 100 && daemon.Must("inspect", "-f", "{{.State.Health.Status}}", "checked") != status; attempt++)
        {
            Thread.Sleep(50);
        }

        Assert.Equal(status, daemon.Must("inspect", "-f", "{{.State.Health.Status}}", "checked"));
    }
}
