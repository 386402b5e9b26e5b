namespace Linkspan.Compat.Tests;

/// <summary>The article's own lines, typed into the stock docker CLI.</summary>
public sealed class ArticleTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Two_containers_of_a_user_defined_bridge_reach_each_other()
    {
        daemon.Must("network", "create", "my_bridge_network");
        daemon.Must("run", "-d", "--name", "container1", "--network", "my_bridge_network", "my_image");
        daemon.Must("run", "-d", "--name", "container2", "--network", "my_bridge_network", "my_image");
        daemon.Must("exec", "container1", "ping", "-c1", "container2");
        string address = daemon.Must("inspect", "-f", "{{.NetworkSettings.Networks.my_bridge_network.IPAddress}}", "container2");
        daemon.Must("exec", "container1", "ping", "-c1", address);
    }

    [Fact]
    public void Without_a_network_a_container_lands_on_the_default_bridge()
    {
        daemon.Must("run", "-d", "--name", "plain", "my_image");
        Assert.Equal("bridge", daemon.Must("inspect", "-f", "{{range $k, $v := .NetworkSettings.Networks}}{{$k}}{{end}}", "plain"));
        Assert.StartsWith("172.17.", daemon.Must("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "plain"));
    }

    [Fact]
    public void Host_mode_shows_the_hosts_links_and_none_shows_loopback_alone()
    {
        Assert.Contains("docker0", daemon.Must("run", "--rm", "--network", "host", "my_image", "ip", "-o", "link"));
        string none = daemon.Must("run", "--rm", "--network", "none", "my_image", "ip", "-o", "link");
        Assert.Single(none.Split('\n'));
        Assert.Contains("lo:", none);
    }

    [Fact]
    public void Container_mode_shares_the_stack_and_survives_the_owners_restart()
    {
        daemon.Must("run", "-d", "--name", "owner", "my_image");
        string address = daemon.Must("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "owner");
        daemon.Must("run", "-d", "--name", "guest", "--network", "container:owner", "my_image");
        Assert.Contains(address, daemon.Must("exec", "guest", "ip", "-4", "address"));
        daemon.Must("restart", "-t", "0", "owner");
        Assert.Contains(address, daemon.Must("exec", "guest", "ip", "-4", "address"));
        Assert.Contains(address, daemon.Must("exec", "owner", "ip", "-4", "address"));
    }

    [Fact]
    public void Networks_are_isolated_until_a_container_is_connected()
    {
        daemon.Must("network", "create", "one");
        daemon.Must("network", "create", "two");
        daemon.Must("run", "-d", "--name", "alpha", "--network", "one", "my_image");
        daemon.Must("run", "-d", "--name", "beta", "--network", "two", "my_image");
        string address = daemon.Must("inspect", "-f", "{{.NetworkSettings.Networks.one.IPAddress}}", "alpha");
        daemon.Fails("exec", "beta", "ping", "-c1", "-W1", address);
        daemon.Fails("exec", "beta", "ping", "-c1", "-W1", "alpha");
        daemon.Must("network", "connect", "--alias", "bee", "one", "beta");
        daemon.Must("exec", "beta", "ping", "-c1", "alpha");
        daemon.Must("exec", "alpha", "ping", "-c1", "bee");
        daemon.Must("network", "disconnect", "one", "beta");
        daemon.Fails("exec", "beta", "ping", "-c1", "-W1", "alpha");
    }

    [Fact]
    public void A_published_port_is_reached_from_the_host_on_every_address_and_from_other_containers()
    {
        daemon.Must("run", "-d", "--name", "web", "-p", "8080:80", "my_image", "sh", "-c", "mkdir /www; echo hello >/www/index.html; exec httpd -f -h /www");
        Assert.Equal("0.0.0.0:8080\n[::]:8080", daemon.Must("port", "web", "80"));
        foreach (string host in new[] { "127.0.0.1", "172.17.0.1", "[::1]" })
        {
            ToolResult answer = Tool.Run("curl", "-gsS", "--max-time", "5", "--retry", "5", "--retry-connrefused", "--retry-delay", "1", $"http://{host}:8080/");
            Assert.True(answer.Output == "hello\n", $"{host}: {answer.Error}");
        }

        Assert.Equal("hello", daemon.Must("run", "--rm", "my_image", "wget", "-q", "-O", "-", "http://172.17.0.1:8080/"));
        Assert.Equal("hello", daemon.Must("exec", "web", "wget", "-q", "-O", "-", "http://172.17.0.1:8080/"));
        Assert.Contains("already allocated", daemon.Fails("run", "-d", "-p", "8080:80", "my_image"));
    }
}
