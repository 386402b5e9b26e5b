namespace Linkspan.Compat.Tests;

/// <summary>What the stock docker CLI does all day.</summary>
public sealed class CommandTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Run_returns_the_output_and_the_exit_code_of_the_command()
    {
        Assert.Equal("hello", daemon.Must("run", "--rm", "my_image", "echo", "hello"));
        Assert.Equal(7, daemon.Docker("run", "--rm", "my_image", "sh", "-c", "exit 7").ExitCode);
        Assert.Equal(127, daemon.Docker("run", "--rm", "my_image", "nosuch").ExitCode);
        Assert.Equal(126, daemon.Docker("run", "--rm", "my_image", "/etc").ExitCode);
        Assert.Equal("", daemon.Must("ps", "-aq"));
    }

    /// <summary>Each stream is in order; between the two there is none, since a container writes them into two pipes.</summary>
    [Fact]
    public void Logs_keep_both_streams_in_order_and_tail_them()
    {
        daemon.Must("run", "--name", "talker", "my_image", "sh", "-c", "echo one; echo two >&2; echo three");
        ToolResult logs = daemon.Docker("logs", "talker");
        Assert.Equal("one\nthree\n", logs.Output);
        Assert.Equal("two\n", logs.Error);
        daemon.Must("run", "--name", "counter", "my_image", "sh", "-c", "echo one; echo two; echo three");
        Assert.Equal("three", daemon.Must("logs", "--tail", "1", "counter"));
        Assert.Matches("^[0-9-]+T[0-9:.]+Z three", daemon.Must("logs", "-t", "--tail", "1", "counter"));
    }

    [Fact]
    public void Environment_user_folder_volume_and_limits_reach_the_process()
    {
        Assert.Equal("v", daemon.Must("run", "--rm", "-e", "K=v", "my_image", "sh", "-c", "echo $K"));
        Assert.Contains("uid=1000(worker)", daemon.Must("run", "--rm", "-u", "worker", "my_image", "id"));
        Assert.Equal("/tmp", daemon.Must("run", "--rm", "-w", "/tmp", "my_image", "pwd"));
        daemon.Must("run", "--rm", "-v", "data:/data", "my_image", "sh", "-c", "echo kept >/data/file");
        Assert.Equal("kept", daemon.Must("run", "--rm", "-v", "data:/data", "my_image", "cat", "/data/file"));
        daemon.Must("volume", "rm", "data");
        Assert.Equal("67108864", daemon.Must("run", "--rm", "-m", "64m", "my_image", "sh", "-c", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max"));
    }

    [Fact]
    public void Hostname_hosts_and_resolver_are_as_asked()
    {
        daemon.Must("network", "create", "named");
        string text = daemon.Must(
            "run", "--rm", "--network", "named", "--hostname", "box", "--domainname", "example.test", "--add-host", "friend:10.9.8.7", "--dns-search", "corp.test", "--dns-option", "timeout:1",
            "my_image", "sh", "-c", "hostname; cat /etc/hosts /etc/resolv.conf");
        Assert.StartsWith("box", text);
        Assert.Contains("10.9.8.7\tfriend", text);
        Assert.Contains("box.example.test box", text);
        Assert.Contains("nameserver 127.0.0.11", text);
        Assert.Contains("search corp.test", text);
        Assert.Contains("timeout:1", text);
    }

    [Fact]
    public void Networks_are_created_inspected_connected_and_pruned()
    {
        daemon.Must("network", "create", "--ipv6", "--subnet", "10.77.0.0/24", "--ip-range", "10.77.0.128/25", "--gateway", "10.77.0.254", "--aux-address", "router=10.77.0.253", "--label", "team=red", "wide");
        Assert.Equal("10.77.0.0/24 10.77.0.128/25 10.77.0.254", daemon.Must("network", "inspect", "-f", "{{with index .IPAM.Config 0}}{{.Subnet}} {{.IPRange}} {{.Gateway}}{{end}}", "wide"));
        daemon.Must("run", "-d", "--name", "static", "--network", "wide", "--ip", "10.77.0.9", "--mac-address", "02:00:00:00:00:09", "my_image");
        Assert.Equal("10.77.0.9 02:00:00:00:00:09", daemon.Must("inspect", "-f", "{{with index .NetworkSettings.Networks \"wide\"}}{{.IPAddress}} {{.MacAddress}}{{end}}", "static"));
        Assert.Contains("wide", daemon.Must("network", "ls", "--filter", "label=team=red", "--format", "{{.Name}}"));
        Assert.Contains("active endpoints", daemon.Fails("network", "rm", "wide"));
        Assert.Contains("already exists", daemon.Fails("network", "create", "wide"));
        Assert.Contains("overlaps", daemon.Fails("network", "create", "--subnet", "10.77.0.0/16", "wider"));
        daemon.Must("rm", "-f", "static");
        Assert.Contains("wide", daemon.Must("network", "prune", "-f"));
        Assert.Contains("not found", daemon.Fails("network", "inspect", "wide"));
    }

    /// <summary>The stock client sends the further networks as a JSON object with sorted keys: only the first keeps its place (see <c>docs/docker-differences.md</c>).</summary>
    [Fact]
    public void Interfaces_stand_in_the_order_of_the_request_and_the_gateway_follows_priority()
    {
        foreach (string name in new[] { "zebra", "monkey", "ant" })
        {
            daemon.Must("network", "create", name);
        }

        daemon.Must("run", "-d", "--name", "many", "--network", "zebra", "--network", "name=monkey,gw-priority=5", "--network", "ant", "my_image");
        Assert.Equal(["zebra", "ant", "monkey"], InterfaceOrder("many"));
        Assert.Contains("dev eth2", daemon.Must("exec", "many", "ip", "route", "show", "default"));
        daemon.MustOurs("run", "-d", "--name", "ordered", "--network", "zebra", "--network", "name=monkey,gw-priority=5", "--network", "ant", "my_image");
        Assert.Equal(["zebra", "monkey", "ant"], InterfaceOrder("ordered"));
        Assert.Contains("dev eth1", daemon.Must("exec", "ordered", "ip", "route", "show", "default"));
    }

    /// <summary>The networks of a container in the order of its interfaces.</summary>
    private string[] InterfaceOrder(string container)
    {
        string[] addresses = daemon.Must("exec", container, "ip", "-4", "-o", "address").Split('\n');
        return
        [
            .. daemon.Must("inspect", "-f", "{{range $name, $e := .NetworkSettings.Networks}}{{$name}} {{$e.IPAddress}}\n{{end}}", container)
                .Split('\n')
                .Select(static line => line.Split(' '))
                .OrderBy(network => Array.FindIndex(addresses, line => line.Contains($" {network[1]}/", StringComparison.Ordinal)))
                .Select(static network => network[0]),
        ];
    }

    [Fact]
    public void Stop_start_restart_rename_and_wait_keep_address_and_port()
    {
        daemon.Must("network", "create", "home");
        daemon.Must("run", "-d", "--name", "old", "--network", "home", "-p", "80", "my_image");
        string address = daemon.Must("inspect", "-f", "{{.NetworkSettings.Networks.home.IPAddress}}", "old");
        daemon.Must("stop", "-t", "0", "old");
        daemon.Must("run", "-d", "--name", "other", "--network", "home", "my_image");
        daemon.Must("start", "old");
        Assert.Equal(address, daemon.Must("inspect", "-f", "{{.NetworkSettings.Networks.home.IPAddress}}", "old"));
        daemon.Must("rename", "old", "new");
        daemon.Must("exec", "other", "ping", "-c1", "new");
        daemon.Fails("exec", "other", "ping", "-c1", "-W1", "old");
        daemon.Must("kill", "new");
        Assert.Equal("137", daemon.Must("wait", "new"));
    }

    [Fact]
    public void Events_tell_what_happened()
    {
        daemon.Must("network", "create", "told");
        daemon.Must("run", "--rm", "--network", "told", "--name", "teller", "my_image", "true");
        // The client cuts "now" to whole seconds, so the end lies a little ahead.
        string events = daemon.Must("events", "--since", "1m", "--until", "-1s", "--format", "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}");
        foreach (string line in new[] { "network create told", "container create teller", "network connect told", "container start teller", "container die teller", "network disconnect told", "container destroy teller" })
        {
            Assert.Contains(line, events.Split('\n'));
        }
    }

    [Theory]
    [InlineData("invalid CIDR", "network", "create", "--subnet", "banana", "x")]
    [InlineData("it should be 10.78.0.0/24", "network", "create", "--subnet", "10.78.0.5/24", "x")]
    [InlineData("loopback", "network", "create", "--subnet", "127.1.0.0/16", "x")]
    [InlineData("multicast", "network", "create", "--subnet", "224.1.0.0/16", "x")]
    [InlineData("slash", "network", "create", "a/b")]
    [InlineData("not found", "network", "create", "-d", "nosuch", "x")]
    [InlineData("isolated", "network", "create", "-o", "com.docker.network.bridge.gateway_mode_ipv4=isolated", "x")]
    [InlineData("invalid MTU number: 10", "network", "create", "-o", "com.docker.network.driver.mtu=10", "x")]
    [InlineData("pre-defined", "network", "rm", "bridge")]
    [InlineData("No such container: nobody", "network", "connect", "bridge", "nobody")]
    [InlineData("No such image: nothing:latest", "run", "--pull", "never", "nothing")]
    [InlineData("user-specified IP address", "run", "--ip", "172.17.0.9", "my_image")]
    [InlineData("bad format for add-host", "create", "--add-host", "foo", "my_image")]
    public void A_mistake_gets_a_sentence_that_helps(string telling, params string[] arguments) =>
        Assert.Contains(telling, daemon.Fails(arguments), StringComparison.OrdinalIgnoreCase);
}
