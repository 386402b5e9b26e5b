using System.Net;
using System.Net.Sockets;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

public sealed class PublishingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Udp_is_published()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 53, HostPort = 5353, Protocol = Protocol.Udp });
        using IDisposable server = Talk.ServeUdp(sandbox.NamespacePath, 53);
        Assert.Equal("hello", await Talk.ReachUdpAsync(lan.Path, Lan.Host4, 5353));
        Assert.Equal("hello", await Talk.ReachUdpAsync(null, "127.0.0.1", 5353));
        Assert.Equal("hello", await Talk.ReachUdpAsync(null, "::1", 5353));
    }

    [Fact]
    public async Task A_port_on_loopback_is_not_for_the_lan_even_where_it_sends_to_loopback()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080, HostAddress = IPAddress.Loopback });
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(null, "127.0.0.1", 8080));
        Assert.Equal(Talk.Refused, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));

        // An administrator may have opened loopback to the LAN; the neighbour sends it on the wire.
        Witness.Host("sysctl -qw net.ipv4.conf.uplink.route_localnet=1");
        lan.Run("sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1");
        lan.Run("ip", "addr", "del", "127.0.0.1/8", "dev", "lo");
        lan.Run("ip", "route", "add", "127.0.0.1/32", "via", Lan.Host4, "src", Lan.Machine4);
        Assert.Equal(Talk.TimedOut, await Talk.AskAsync(lan.Path, "127.0.0.1", 8080));
        Assert.Contains("counter packets", Witness.Host("nft list chain inet linkspan guard"), StringComparison.Ordinal);
        Assert.NotEqual(Talk.TimedOut, await Talk.ReachAsync(null, "127.0.0.1", 8080));
    }

    [Fact]
    public async Task A_container_does_not_reach_the_hosts_loopback()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        using IDisposable server = Talk.Serve(null, IPAddress.Loopback, 8099);
        Witness.In(sandbox, "sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
        Witness.In(sandbox, "ip", "addr", "del", "127.0.0.1/8", "dev", "lo");
        Assert.Equal(0, Witness.In(sandbox, "ip", "route", "add", "127.0.0.1/32", "via", fixture.Engine.Networks.Single(static network => network.Name == "n1").Subnets[0].Gateway!.ToString()).ExitCode);
        Assert.Equal(Talk.TimedOut, await Talk.AskAsync(sandbox.NamespacePath, "127.0.0.1", 8099));
    }

    [Fact]
    public async Task IPv6_loopback_alone()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080, HostAddress = IPAddress.IPv6Loopback });
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.NotEqual(Talk.Refused, await Talk.ReachAsync(null, "::1", 8080));
        Assert.Equal(Talk.Refused, await Talk.ReachAsync(null, "127.0.0.1", 8080));
    }

    [Fact]
    public async Task Free_ports_ranges_and_what_is_taken()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        using IDisposable process = Talk.Serve(null, IPAddress.Any, 9000);
        Sandbox first = await fixture.OpenAsync(
            "c1", "n1", new PortRequest { ContainerPort = 80 }, new PortRequest { ContainerPort = 80 }, new PortRequest { ContainerPort = 81, HostPort = 9000, HostPortEnd = 9005 });
        Assert.Equal(3, first.Published.Select(static port => port.HostPort).Distinct().Count()); // both families of one share a number
        Assert.Equal(9001, first.Published.Last().HostPort);
        Sandbox second = await fixture.OpenAsync("c2", "n1", new PortRequest { ContainerPort = 81, HostPort = 9000, HostPortEnd = 9005 });
        Assert.All(second.Published, static port => Assert.Equal(9002, port.HostPort));

        await RefusedAsync(fixture, new PortRequest { ContainerPort = 80, HostPort = 9001 }, ErrorKind.Conflict, "port is already allocated to container c1");
        await RefusedAsync(fixture, new PortRequest { ContainerPort = 80, HostPort = 9000 }, ErrorKind.Conflict, "address already in use by a process of the host");
        await RefusedAsync(
            fixture, new PortRequest { ContainerPort = 80, HostPort = 9100, HostAddress = IPAddress.Parse("203.0.113.9") }, ErrorKind.Invalid, "cannot assign requested address");
        if (!Supports(Protocol.Sctp))
        {
            await RefusedAsync(fixture, new PortRequest { ContainerPort = 80, HostPort = 9200, Protocol = Protocol.Sctp }, ErrorKind.Unsupported, "CONFIG_IP_SCTP");
        }

        Assert.Equal(2, fixture.Engine.Sandboxes.Count);
        await Agreement.HoldsAsync(fixture);

        SocketException e = Assert.Throws<SocketException>(() => Talk.Serve(null, IPAddress.Any, 9001));
        Assert.Equal(SocketError.AddressAlreadyInUse, e.SocketErrorCode);
        await fixture.Engine.CloseSandboxAsync(first.Id, Token);
        Talk.Serve(null, IPAddress.Any, 9001).Dispose();
    }

    [Fact]
    public async Task One_host_address_leaves_the_others_free()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080, HostAddress = IPAddress.Parse(Lan.Host4) });
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080)); // the client's own address reaches the container
        Assert.Equal(Talk.Refused, await Talk.ReachAsync(null, "127.0.0.1", 8080));
        Sandbox second = await fixture.OpenAsync("c2", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080, HostAddress = IPAddress.Loopback });
        Assert.Equal(8080, Assert.Single(second.Published).HostPort);
    }

    private static bool Supports(Protocol protocol)
    {
        try
        {
            new Socket(AddressFamily.InterNetwork, SocketType.Stream, (ProtocolType)protocol).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task RefusedAsync(EngineFixture fixture, PortRequest port, ErrorKind kind, string message)
    {
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("refused", "n1", port));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
