using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Lab;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.System.Tests;

/// <summary>The host's own NIC in a bridge with the containers, and back.</summary>
public sealed class TransparentTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        FaultPoint.Reached = null;
        Witness.Run("ip", "link", "del", "mine");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Everybody_reaches_everybody_as_himself(int family)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox tested = await fixture.OpenAsync("tested", "n1");
        Sandbox neighbour = await fixture.OpenAsync("neighbour", "n1");
        bool v4 = family == 4;
        string address = Address(tested, v4);
        IDisposable[] servers = [.. new[] { tested.NamespacePath, neighbour.NamespacePath, null, lan.Machine, lan.Router }.Select(static space => Talk.Serve(space, IPAddress.IPv6Any, 80))];
        string[] answers = await Task.WhenAll(
            Talk.AskAsync(tested.NamespacePath, Address(neighbour, v4), 80),
            Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Host4 : PhysicalLan.Host6, 80),
            Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Machine4 : PhysicalLan.Machine6, 80),
            Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Router4 : PhysicalLan.Router6, 80),
            Talk.AskAsync(tested.NamespacePath, v4 ? PhysicalLan.Outside4 : PhysicalLan.Outside6, 80),
            Talk.AskAsync(null, address, 80),
            Talk.AskAsync(lan.Machine, address, 80),
            Talk.AskAsync(lan.Machine, v4 ? PhysicalLan.Host4 : PhysicalLan.Host6, 80));
        Array.ForEach(servers, static server => server.Dispose());
        string host = v4 ? PhysicalLan.Host4 : PhysicalLan.Host6;
        string machine = v4 ? PhysicalLan.Machine4 : PhysicalLan.Machine6;
        Assert.Equal([address, address, address, address, address, host, machine, machine], answers); // nobody translates
        Assert.Contains(MacOf(tested), lan.NeighbourOf(address), StringComparison.OrdinalIgnoreCase);
        await Agreement.HoldsAsync(fixture);
        Assert.Equal(2, Witness.Host("ip -o link show type bridge").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // docker0 and one more
    }

    [Fact]
    public async Task A_connection_through_the_nic_lives_through_both_moves_and_the_nic_is_as_before()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        Witness.Host("ip route add 198.51.100.0/24 via 192.0.2.1 metric 50", "ip route add 203.0.113.0/24 via 192.0.2.2 table 77", "ip neighbour add 192.0.2.200 lladdr 02:00:00:00:00:c8 dev nic0");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Settings();
        using Process ping = StartPing(lan);
        using var connection = await Connection.OpenAsync(lan);
        await connection.EchoAsync();
        await CreateAsync(fixture);
        Assert.Contains("master br-", Witness.Host("ip -o link show nic0"), StringComparison.Ordinal);
        await connection.EchoAsync();
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4));
        await fixture.ReopenAsync();
        await connection.EchoAsync();
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        await connection.EchoAsync();
        Assert.Equal(before, Settings());
        (int sent, int received) = await StopAsync(ping);
        Assert.True(sent >= 5 && received >= sent - 2, $"{received} of {sent} pings were answered"); // one on its way at each of the two moves
        Witness.Host("ip route flush table 77");
    }

    /// <summary>Where br_netfilter is on, ports of bridge networks send back what came by them; here nothing is published, and a container would hear its own multicasts.</summary>
    [Fact]
    public async Task A_port_sends_nothing_back_to_its_container()
    {
        Assert.SkipUnless(BridgeFiltering.IsOn, "this kernel has no br_netfilter");
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        await fixture.CreateAsync("bridged");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Sandbox bridged = await fixture.OpenAsync("c2", "bridged");
        Assert.Contains("hairpin off", Witness.Host($"bridge -d link show dev {sandbox.Endpoints[0].HostLink}"), StringComparison.Ordinal);
        Assert.Contains("hairpin on", Witness.Host($"bridge -d link show dev {bridged.Endpoints[0].HostLink}"), StringComparison.Ordinal);
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task Two_networks_on_one_nic_share_the_bridge_and_the_last_one_gives_the_nic_back()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Settings();
        Network first = await CreateAsync(fixture);
        Network second = await CreateAsync(fixture, "n2", "198.51.100", "2001:db8:1:");
        Assert.Equal(first.Transparent!.Bridge, second.Transparent!.Bridge);
        Sandbox one = await fixture.OpenAsync("one", "n1");
        Sandbox two = await fixture.OpenAsync("two", "n2");
        Assert.True(Witness.Ping(one, Address(two, v4: true))); // by way of the router
        await fixture.Engine.CloseSandboxAsync(one.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.True(Witness.Ping(two, PhysicalLan.Outside4));
        await Agreement.HoldsAsync(fixture);
        await fixture.Engine.CloseSandboxAsync(two.Id, Token);
        await fixture.Engine.RemoveAsync("n2", Token);
        Assert.Equal(before, Settings());
    }

    [Fact]
    public async Task A_bridge_of_the_administrators_is_joined_as_it_is()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        Witness.Host("ip link add mine type bridge", "ip addr flush dev nic0", "ip link set nic0 master mine", "ip link set mine up", "ip addr add 192.0.2.7/24 dev mine");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Witness.Host("ip -o link show mine") + Witness.Host("ip -o -4 addr show mine") + Witness.Host("ip -o link show nic0");
        await fixture.CreateAsync("n1", static request => Transparent(request, "192.0.2", "2001:db8:", "mine"));
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside4));
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Host4));
        await fixture.ReopenAsync();
        Agreement.NothingWasDone(fixture);
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(before, Witness.Host("ip -o link show mine") + Witness.Host("ip -o -4 addr show mine") + Witness.Host("ip -o link show nic0"));
    }

    [Fact]
    public async Task A_spare_nic_is_taken_and_given_back_down()
    {
        using PhysicalLan lan = PhysicalLan.Create(withAddress: false);
        Witness.Host("ip link set nic0 down");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        await fixture.Engine.RemoveAsync("n1", Token);
        string nic = Witness.Host("ip -o link show nic0");
        Assert.DoesNotContain("master", nic, StringComparison.Ordinal);
        Assert.DoesNotContain("UP", nic.Split('<')[1].Split('>')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_any_longer_puts_everything_back_within_seconds()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Settings();
        FaultPoint.Reached = step =>
        {
            if (step == "uplink moved")
            {
                lan.Switch.Run("ip", "link", "set", "port3", "down"); // a switch that shuts a port with too many addresses
            }
        };
        long started = TimeProvider.System.GetTimestamp();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => CreateAsync(fixture));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 6);
        Assert.Equal((ErrorKind.Conflict, true), (e.Kind, e.Message.Contains("no longer reaches its gateway 192.0.2.1, so everything was put back", StringComparison.Ordinal)));
        lan.Switch.Run("ip", "link", "set", "port3", "up");
        Assert.Equal(before, Settings());
        Assert.DoesNotContain(fixture.Engine.Networks, static network => network.Name == "n1");
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_daemon_that_dies_in_between_is_put_back_by_the_keeper()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Settings();
        FaultPoint.Reached = static step => _ = step == "uplink moved" || step.StartsWith("keeper", StringComparison.Ordinal) || step.StartsWith("remove", StringComparison.Ordinal)
            ? throw new InvalidOperationException("killed")
            : 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync(fixture));
        FaultPoint.Reached = null;
        long started = TimeProvider.System.GetTimestamp();
        while (Witness.Host("ip -o link show nic0").Contains("master", StringComparison.Ordinal))
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        }

        Assert.Equal(before, Settings());
        await fixture.ReopenAsync(); // the intent was committed or not: either way what follows agrees
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("ip link set nic0 nomaster")]
    [InlineData("ip addr add 192.0.2.8/24 dev nic0")] // somebody's old script, which knows the NIC alone
    public async Task A_start_repairs(string damage)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Witness.Host(damage);
        await fixture.ReopenAsync();
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Host4));
        Witness.Host($"ping -c1 -W2 {PhysicalLan.Outside4}", $"ping -c1 -W2 {PhysicalLan.Outside6}");
        await Agreement.HoldsAsync(fixture);
    }

    [Theory]
    [InlineData("ip link set nic0 nomaster")]
    [InlineData("ip link set nic0 nomaster down")]
    public async Task A_nic_that_somebody_takes_out_comes_back_while_the_daemon_runs(string damage)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Network network = await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        for (int round = 0; round < 2; round++)
        {
            Witness.Host(damage);
            await UntilAsync(() => Witness.Host("ip -o link show nic0").Contains($"master {network.Transparent!.Bridge}", StringComparison.Ordinal), "the NIC stays out");
        }

        await UntilAsync(() => Witness.Ping(sandbox, PhysicalLan.Machine4) && Witness.Ping(sandbox, PhysicalLan.Host4), "the container reaches nobody");
        await UntilAsync(() => Witness.Run("ping", "-c1", "-W2", PhysicalLan.Outside4).ExitCode == 0, "the host reaches nobody");
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_nic_that_an_administrator_gives_to_another_bridge_stays_there()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Witness.Host("ip link add foreign type bridge", "ip link set nic0 master foreign");
        Assert.True(await fixture.Engine.AgreesAsync(Token));
        Assert.Contains("master foreign", Witness.Host("ip -o link show nic0"), StringComparison.Ordinal);
        Witness.Host("ip link set nic0 nomaster", "ip link del foreign");
        await UntilAsync(() => Witness.Host("ip -o link show nic0").Contains("master br-", StringComparison.Ordinal), "the NIC stays out");
    }

    [Fact]
    public async Task A_nic_that_carries_macvlans_of_others_is_refused_and_left_as_it_was()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        Witness.Host("ip link add mine link nic0 type macvlan mode bridge");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Settings();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => CreateAsync(fixture));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Contains("cannot make nic0 a port of a bridge: another kind of link holds it already", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Settings());
    }

    [Fact]
    public async Task A_nic_that_was_renamed_takes_the_hosts_addresses_along_when_the_network_goes()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Witness.Host("ip link set nic0 down", "ip link set nic0 name nic9", "ip link set nic9 up");
        try
        {
            await fixture.ReopenAsync();
            Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", PhysicalLan.Machine4).ExitCode);
            await fixture.Engine.RemoveAsync("n1", Token);
            Assert.Contains(PhysicalLan.Host4, Witness.Host("ip -o addr show nic9"), StringComparison.Ordinal);
            Assert.Equal(0, Witness.Run("ping", "-c1", "-W2", PhysicalLan.Outside4).ExitCode);
        }
        finally
        {
            Witness.Host("ip link del nic9");
        }
    }

    [Fact]
    public async Task Addresses_take_the_end_of_their_life_along_and_home_again()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        Witness.Host(
            "ip addr add 192.0.2.8/24 dev nic0 valid_lft 7200 preferred_lft 3600", "ip addr add 2001:db8::8/64 dev nic0 nodad valid_lft 7200 preferred_lft 3600",
            "ip addr add 2001:db8::9/64 dev nic0 nodad valid_lft 7200 preferred_lft 0");
        Network network = await CreateAsync(fixture);
        Live(network.Transparent!.Bridge);
        await fixture.Engine.RemoveAsync("n1", Token);
        Live(PhysicalLan.Nic);

        static void Live(string link)
        {
            string[] addresses = Witness.Host($"ip -o addr show dev {link}").Split('\n');
            foreach ((string address, int preferred) in new[] { ("192.0.2.8/24", 3600), ("2001:db8::8/64", 3600), ("2001:db8::9/64", 0) })
            {
                string[] words = addresses.Single(line => line.Contains($" {address} ", StringComparison.Ordinal)).Split(' ');
                Assert.InRange(Seconds(words, "valid_lft"), 7200 - 600, 7200);
                Assert.InRange(Seconds(words, "preferred_lft"), Math.Max(0, preferred - 600), preferred);
            }

            Assert.Contains(addresses, static line => line.Contains($" {PhysicalLan.Host4}/24 ", StringComparison.Ordinal) && line.Contains("valid_lft forever", StringComparison.Ordinal));
        }

        static int Seconds(string[] words, string name) => int.Parse(words[Array.IndexOf(words, name) + 1].Replace("sec", "", StringComparison.Ordinal), null);
    }

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        for (int attempt = 0; attempt < 200 && !condition(); attempt++)
        {
            await Task.Delay(50, Token);
        }

        Assert.True(condition(), otherwise);
    }

    private static Task<Network> CreateAsync(EngineFixture fixture, string name = "n1", string prefix4 = "192.0.2", string prefix6 = "2001:db8:") =>
        fixture.CreateAsync(name, request => Transparent(request, prefix4, prefix6, PhysicalLan.Nic));

    private static NetworkRequest Transparent(NetworkRequest request, string prefix4, string prefix6, string parent) => request with
    {
        Driver = "transparent",
        EnableIPv6 = true,
        Options = new Dictionary<string, string> { ["parent"] = parent },
        Subnets =
        [
            new SubnetRequest { Subnet = $"{prefix4}.0/24", Gateway = $"{prefix4}.1", Range = $"{prefix4}.64/26" },
            new SubnetRequest { Subnet = $"{prefix6}:/64", Gateway = $"{prefix6}:1", Range = $"{prefix6}:64:0/112" },
        ],
    };

    /// <summary>All that the host has on its NIC, in an order that does not depend on when it came.</summary>
    private static string Settings() => string.Join('\n', new[]
    {
        "ip -o -4 addr show nic0", "ip -o -6 addr show nic0 scope global", "ip route", "ip route show table 77", "ip -6 route show default",
        "ip neighbour show dev nic0 nud permanent",
    }.Select(static command => string.Join('\n', Witness.Run("ip", command.Split(' ')[1..]).Output.Split('\n').Select(static line => line.Replace(" nodad", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal))))
        + Flags();

    private static string Flags() => Witness.Host("ip -o link show nic0") is var line ? $"{line.Split('<')[1].Split('>')[0]} {line.Split("mtu ")[1].Split(' ')[0]} {line.Contains("master", StringComparison.Ordinal)}" : "";

    private static string Address(Sandbox sandbox, bool v4) => (v4 ? sandbox.Endpoints[0].IPv4 : sandbox.Endpoints[0].IPv6)!.ToString();

    private static string MacOf(Sandbox sandbox) => string.Join(':', sandbox.Endpoints[0].Mac.GetAddressBytes().Select(static octet => octet.ToString("x2")));

    private static Process StartPing(PhysicalLan lan)
    {
        using NetworkNamespace machine = NetworkNamespace.Open(lan.Machine);
        return ExternalTool.Start(machine, "ping", "-i", "0.05", "-W", "1", PhysicalLan.Host4);
    }

    private static async Task<(int Sent, int Received)> StopAsync(Process ping)
    {
        Witness.Host($"kill -INT {ping.Id}");
        string output = await ping.StandardOutput.ReadToEndAsync(Token);
        string[] words = output.Split('\n').First(static line => line.Contains("packets transmitted", StringComparison.Ordinal)).Split(' ');
        return (int.Parse(words[0], null), int.Parse(words[3], null));
    }

    /// <summary>A TCP connection of the machine to the host.</summary>
    private sealed class Connection(Socket host, Socket machine) : IDisposable
    {
        public static async Task<Connection> OpenAsync(PhysicalLan lan)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Parse(PhysicalLan.Host4), 0));
            listener.Listen();
            using NetworkNamespace space = NetworkNamespace.Open(lan.Machine);
            Socket machine = space.Run(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            await machine.ConnectAsync(listener.LocalEndPoint!, Token);
            return new Connection(await listener.AcceptAsync(Token), machine);
        }

        /// <summary>Bytes go both ways within seconds: repetitions of lost packets are TCP's own business.</summary>
        public async Task EchoAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(6));
            byte[] buffer = new byte[4];
            await machine.SendAsync("ping"u8.ToArray(), limit.Token);
            Assert.Equal(4, await host.ReceiveAsync(buffer, limit.Token));
            await host.SendAsync("pong"u8.ToArray(), limit.Token);
            Assert.Equal(4, await machine.ReceiveAsync(buffer, limit.Token));
        }

        public void Dispose()
        {
            host.Dispose();
            machine.Dispose();
        }
    }
}
