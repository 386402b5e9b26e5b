using System.Net;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Ports;

namespace Linkspan.Engine.Tests;

public sealed class PortPlanTests
{
    private static readonly Network Nat = Make.Network("nat", static request => request.On("10.1.0.0/24"));
    private static readonly Network Dual = Make.Network("dual", static request => (request with { EnableIPv6 = true }).On("10.2.0.0/24", "fd02::/64"));
    private static readonly Network Closed = Make.Network("closed", static request => request with { Internal = true });
    private static readonly Network Routed = Make.Network("routed", static request =>
        request.On("10.3.0.0/24").With("com.docker.network.bridge.gateway_mode_ipv4", "routed"));
    private static readonly Network Local = Make.Network("local", static request =>
        request.On("10.4.0.0/24").With("com.docker.network.bridge.host_binding_ipv4", "127.0.0.1"));

    [Theory]
    [InlineData("nat", null, "0.0.0.0 ::")] // the keeper relays IPv6 to an IPv4-only container
    [InlineData("nat", "0.0.0.0", "0.0.0.0")] // written by the user it means IPv4
    [InlineData("nat", "127.0.0.1", "127.0.0.1")]
    [InlineData("nat", "::1", "::1")]
    [InlineData("dual", null, "0.0.0.0 ::")]
    [InlineData("dual", "::", "::")]
    [InlineData("closed", null, "")]
    [InlineData("closed", "127.0.0.1", "")]
    [InlineData("routed", null, "")]
    [InlineData("local", null, "127.0.0.1")]
    [InlineData("local", "192.0.2.1", "192.0.2.1")]
    public void Host_addresses_held(string network, string? host, string expected)
    {
        Network joined = new[] { Nat, Dual, Closed, Routed, Local }.Single(candidate => candidate.Name == network);
        Sandbox sandbox = Make.Sandbox("c", [joined], new PortRequest { ContainerPort = 80, HostPort = 8080, HostAddress = host is null ? null : IPAddress.Parse(host) });
        Assert.Equal(expected, string.Join(' ', PortPlan.Reservations(sandbox, Make.Index(joined)).Select(static port => port.HostAddress)));
    }

    [Fact]
    public void Both_families_share_one_number() => Assert.Single(
        PortPlan.Reservations(Make.Sandbox("c", [Dual], new PortRequest { ContainerPort = 80 }), Make.Index(Dual)).Select(static port => port.Group).Distinct());

    [Fact]
    public void Requests_for_one_container_port_keep_their_own_numbers()
    {
        Sandbox sandbox = Make.Sandbox(
            "c", [Nat], new PortRequest { ContainerPort = 80 }, new PortRequest { ContainerPort = 80 },
            new PortRequest { ContainerPort = 80, HostPort = 9000 }, new PortRequest { ContainerPort = 80, HostPort = 8000, HostPortEnd = 8010 });
        sandbox = sandbox with
        {
            Published =
            [
                .. from number in new ushort[] { 32768, 32769, 9000, 8003 }
                   from host in new[] { IPAddress.Any, IPAddress.IPv6Any }
                   select new PublishedPort(host, number, 80, Protocol.Tcp),
            ],
        };
        Assert.Equal([32768, 32768, 32769, 32769, 9000, 9000, 8003, 8003], PortPlan.Reservations(sandbox, Make.Index(Nat)).Select(static port => (int)port.HostPort));
    }

    [Fact]
    public void A_routed_network_opens_ports_without_a_host_port()
    {
        Sandbox sandbox = Make.Sandbox("c", [Routed], new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Assert.Equal(new PublishedPort(IPAddress.Any, 0, 80, Protocol.Tcp), Assert.Single(PortPlan.Routed(sandbox, Make.Index(Routed))));
    }

    [Theory]
    [InlineData(98, "10.0.0.1", 80, ErrorKind.Conflict, "Bind for 10.0.0.1:80 failed: port is already allocated to container other")]
    [InlineData(98, "10.0.0.2", 80, ErrorKind.Conflict, "address already in use by a process of the host")] // other holds it on 10.0.0.1 only
    [InlineData(98, "0.0.0.0", 80, ErrorKind.Conflict, "container other")]
    [InlineData(98, "0.0.0.0", 81, ErrorKind.Conflict, "failed to bind host port 0.0.0.0:81/tcp: address already in use")]
    [InlineData(98, "0.0.0.0", 0, ErrorKind.Unavailable, "no free host port")]
    [InlineData(99, "203.0.113.9", 80, ErrorKind.Invalid, "failed to bind host port 203.0.113.9:80/tcp: cannot assign requested address")]
    [InlineData(93, "0.0.0.0", 80, ErrorKind.Unsupported, "this kernel lacks tcp")]
    [InlineData(13, "0.0.0.0", 80, ErrorKind.Forbidden, "CAP_NET_BIND_SERVICE")]
    [InlineData(24, "0.0.0.0", 80, ErrorKind.Unavailable, "ulimit -n")]
    public void A_port_that_cannot_be_had_says_why(int errno, string host, ushort number, ErrorKind kind, string message)
    {
        Sandbox other = Make.Sandbox("other", [Nat]) with { Published = [new PublishedPort(IPAddress.Parse("10.0.0.1"), 80, 8080, Protocol.Tcp)] };
        LinkspanException e = PortErrors.For(
            new KeeperPort { Id = "x", HostAddress = IPAddress.Parse(host), HostPort = number, TargetPort = 8080 }, errno, [other]);
        Assert.Equal(kind, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
