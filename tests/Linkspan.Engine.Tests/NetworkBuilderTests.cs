using System.Net;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Tests;

public sealed class NetworkBuilderTests
{
    private static readonly Network Existing = Make.Network("n1", static request => request.On("10.10.0.0/16").With("com.docker.network.bridge.name", "br1"));

    private static readonly HostView Host = new(
        [
            new OccupiedRange(IPNetwork.Parse("192.0.2.0/24"), "address 192.0.2.7/24 dev eth1", "eth1", OnLink: true) { Address = IPAddress.Parse("192.0.2.7") },
            new OccupiedRange(IPNetwork.Parse("10.64.0.0/10"), "route 10.64.0.0/10 via 192.0.2.1 dev eth1", "eth1", OnLink: false),
            new OccupiedRange(IPNetwork.Parse("10.9.0.0/24"), "address 10.9.0.1/24 dev mine", "mine", OnLink: true) { Address = IPAddress.Parse("10.9.0.1") },
        ],
        1400,
        new Dictionary<string, HostLink> { ["eth1"] = new("eth1", Kind: null), ["mine"] = new("mine", "bridge") });

    public static TheoryData<string, NetworkRequest, ErrorKind, string> Refused => new()
    {
        { "empty name", Named(""), ErrorKind.Invalid, "invalid name: name is empty" },
        { "blank", Named("a b"), ErrorKind.Invalid, "blank, slash" },
        { "slash", Named("a/b"), ErrorKind.Invalid, "blank, slash" },
        { "control character", Named("a\u0007"), ErrorKind.Invalid, "control character" },
        { "container mode", Named("container:x"), ErrorKind.Invalid, "container:NAME" },
        { "bridge", Named("bridge"), ErrorKind.Forbidden, "operation is not permitted on predefined bridge network " },
        { "host", Named("host"), ErrorKind.Forbidden, "operation is not permitted on predefined host network " },
        { "none", Named("none"), ErrorKind.Forbidden, "operation is not permitted on predefined none network " },
        { "default", Named("default"), ErrorKind.Forbidden, "operation is not permitted on predefined default network " },
        { "name taken", Named("n1"), ErrorKind.Conflict, "network with name n1 already exists" },
        { "second host", Named("x") with { Driver = "host" }, ErrorKind.Forbidden, "only one instance of \"host\" network is allowed" },
        { "second null", Named("x") with { Driver = "null" }, ErrorKind.Forbidden, "only one instance of \"null\" network is allowed" },
        { "overlay", Named("x") with { Driver = "overlay" }, ErrorKind.Unsupported, "overlay" },
        { "unknown driver", Named("x") with { Driver = "brigde" }, ErrorKind.NotFound, "plugin \"brigde\" not found; did you mean bridge?" },
        { "unknown IPAM driver", Named("x") with { IpamDriver = "nosuch" }, ErrorKind.NotFound, "plugin \"nosuch\" not found" },
        { "null IPAM driver", Named("x") with { IpamDriver = "null" }, ErrorKind.Invalid, "ipv4 pool is empty" },
        { "ingress", Named("x") with { Ingress = true }, ErrorKind.Forbidden, "Ingress network can only be global scope network" },
        { "swarm scope", Named("x") with { Scope = "swarm" }, ErrorKind.Forbidden, "scope swarm" },
        { "bogus scope", Named("x") with { Scope = "bogus" }, ErrorKind.Forbidden, "scope bogus" },
        { "both families off", Named("x") with { EnableIPv4 = false }, ErrorKind.Invalid, "IPv4 or IPv6 must be enabled" },
        { "same subnet", Named("x").On("10.10.0.0/16"), ErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space" },
        { "contained subnet", Named("x").On("10.10.9.0/24"), ErrorKind.Forbidden, "Pool overlaps" },
        { "containing subnet", Named("x").On("10.0.0.0/8"), ErrorKind.Forbidden, "10.10.0.0/16 of network n1" },
        { "the host's own subnet", Named("x").On("192.0.2.0/25"), ErrorKind.Forbidden, "address 192.0.2.7/24 dev eth1" },
        { "host bits", Named("x").On("10.78.0.5/24"), ErrorKind.Invalid, "invalid network config:\ninvalid subnet 10.78.0.5/24: it should be 10.78.0.0/24" },
        { "no CIDR", Named("x").On("banana"), ErrorKind.Invalid, "invalid subnet banana: invalid CIDR block notation" },
        { "three parts", Named("x").On("10.1.0/24"), ErrorKind.Invalid, "invalid CIDR block notation" },
        { "prefix too long", Named("x").On("10.1.0.0/33"), ErrorKind.Invalid, "invalid CIDR block notation" },
        { "one address", Named("x").On("10.1.0.0/32"), ErrorKind.Invalid, "none for containers" },
        { "multicast", Named("x").On("224.1.0.0/16"), ErrorKind.Invalid, "multicast" },
        { "loopback", Named("x").On("127.1.0.0/16"), ErrorKind.Invalid, "loopback" },
        { "IPv6 multicast", (Named("x") with { EnableIPv6 = true }).On("ff02::/64"), ErrorKind.Invalid, "multicast" },
        { "IPv6 link local", (Named("x") with { EnableIPv6 = true }).On("fe80::/80"), ErrorKind.Invalid, "link-local" },
        { "two IPv4 subnets", Named("x").On("10.1.0.0/24", "10.2.0.0/24"), ErrorKind.Forbidden, "bridge driver doesn't support multiple subnets" },
        { "gateway outside", Ipam("10.79.0.0/24", gateway: "10.80.0.1"), ErrorKind.Invalid, "invalid gateway 10.80.0.1: parent subnet 10.79.0.0/24 doesn't contain this address" },
        { "gateway is the network", Ipam("10.79.1.0/24", gateway: "10.79.1.0"), ErrorKind.Invalid, "invalid gateway 10.79.1.0" },
        { "gateway is broadcast", Ipam("10.79.1.0/24", gateway: "10.79.1.255"), ErrorKind.Invalid, "invalid gateway 10.79.1.255" },
        { "gateway no address", Ipam("10.79.1.0/24", gateway: "x"), ErrorKind.Invalid, "invalid gateway x" },
        { "range outside", Ipam("10.79.1.0/24", range: "10.80.0.0/25"), ErrorKind.Invalid, "invalid ip-range 10.80.0.0/25: parent subnet 10.79.1.0/24 doesn't contain ip-range" },
        { "range bigger", Ipam("10.79.1.0/24", range: "10.79.0.0/16"), ErrorKind.Invalid, "CIDR block is bigger than its parent subnet 10.79.1.0/24" },
        { "range host bits", Ipam("10.79.1.0/24", range: "10.79.1.3/28"), ErrorKind.Invalid, "it should be 10.79.1.0/28" },
        { "aux outside", Ipam("10.79.1.0/24", auxiliary: "10.80.0.1"), ErrorKind.Invalid, "invalid auxiliary address r: parent subnet 10.79.1.0/24 doesn't contain this address" },
        { "aux is the gateway", Ipam("10.79.1.0/24", gateway: "10.79.1.1", auxiliary: "10.79.1.1"), ErrorKind.Invalid, "invalid auxiliary address r" },
        { "two mistakes at once", Ipam("10.79.1.0/24", gateway: "x", auxiliary: "y"), ErrorKind.Invalid, "invalid gateway x: it is no IP address\ninvalid auxiliary address r" },
        { "gateway without subnet", Named("x") with { Subnets = [new SubnetRequest { Gateway = "10.1.0.1" }] }, ErrorKind.Invalid, "add --subnet" },
        { "unknown mode", Option("bridge.gateway_mode_ipv4", "zzz"), ErrorKind.Invalid, "failed to parse com.docker.network.bridge.gateway_mode_ipv4 value: zzz (unknown gateway mode zzz)" },
        { "isolated, not internal", Option("bridge.gateway_mode_ipv4", "isolated"), ErrorKind.Invalid, "gateway mode 'isolated' can only be used for an internal network" },
        { "mtu abc", Option("driver.mtu", "abc"), ErrorKind.Invalid, "failed to parse com.docker.network.driver.mtu value: abc" },
        { "mtu -1", Option("driver.mtu", "-1"), ErrorKind.Invalid, "invalid MTU number: -1" },
        { "mtu 10", Option("driver.mtu", "10"), ErrorKind.Invalid, "invalid MTU number: 10" },
        { "mtu 70000", Option("driver.mtu", "70000"), ErrorKind.Invalid, "invalid MTU number: 70000" },
        { "mtu too small for IPv6", Option("driver.mtu", "1279") with { EnableIPv6 = true }, ErrorKind.Invalid, "with IPv6" },
        { "icc maybe", Option("bridge.enable_icc", "maybe"), ErrorKind.Invalid, "failed to parse com.docker.network.bridge.enable_icc value: maybe" },
        { "binding x", Option("bridge.host_binding_ipv4", "x"), ErrorKind.Invalid, "failed to parse com.docker.network.bridge.host_binding_ipv4 value: x" },
        { "source of another family", Option("host_ipv4", "fd00::1"), ErrorKind.Invalid, "com.docker.network.host_ipv4" },
        { "bridge name in use", Option("bridge.name", "br1"), ErrorKind.Forbidden, "networks have same bridge name" },
        { "bridge name too long", Option("bridge.name", "a-name-too-long1"), ErrorKind.Invalid, "1 to 15 bytes" },
        { "bridge name of a device", Option("bridge.name", "eth1"), ErrorKind.Forbidden, "existing interface eth1 is not a bridge" },
        { "prefix too long", Option("container_iface_prefix", "interface-pref"), ErrorKind.Invalid, "too long" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_is_refused_with_its_reason(string why, NetworkRequest request, ErrorKind kind, string message)
    {
        LinkspanException e = Assert.Throws<LinkspanException>(() => Make.Create(request, Host, Existing));
        Assert.True(e.Kind == kind, $"{why}: {e.Kind} {e.Message}");
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_pools_in_use_is_an_error_that_says_what_to_do()
    {
        HostView full = Make.EmptyHost with { Occupied = [new OccupiedRange(IPNetwork.Parse("0.0.0.0/0"), "everything", "eth1", OnLink: true)] };
        LinkspanException e = Assert.Throws<LinkspanException>(() => Make.Create(Named("x"), full));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Contains("all predefined address pools have been fully subnetted", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_without_effect_and_routes_in_the_way_are_warnings()
    {
        NetworkCreated created = Make.Create(Named("x").On("10.64.0.0/24", "fd12::/64").With("com.docker.network.bridge.enable_iccc", "true"), Host);
        Assert.Collection(
            created.Warnings,
            static warning => Assert.Contains("did you mean com.docker.network.bridge.enable_icc?", warning, StringComparison.Ordinal),
            static warning => Assert.Contains("add --ipv6", warning, StringComparison.Ordinal),
            static warning => Assert.Contains("route 10.64.0.0/10", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.1.0.0/24", null, null, "10.1.0.1")]
    [InlineData("10.1.0.0/24", "10.1.0.128/25", null, "10.1.0.128")] // Docker: first of the range
    [InlineData("10.1.0.0/24", null, "10.1.0.1", "10.1.0.2")] // the first is set aside
    [InlineData("10.1.0.0/31", null, null, "10.1.0.0")]
    [InlineData("fd12::/64", null, null, "fd12::1")]
    [InlineData("fd12::/127", null, null, "fd12::")]
    public void The_gateway_is_the_first_address_that_is_free(string subnet, string? range, string? auxiliary, string gateway)
    {
        Network network = Make.Create(Ipam(subnet, range: range, auxiliary: auxiliary) with { EnableIPv6 = true }).Network;
        Assert.Contains(network.Subnets, candidate => candidate.Prefix.ToString() == subnet && candidate.Gateway!.ToString() == gateway);
    }

    [Fact]
    public void The_mtu_is_the_uplinks_unless_given()
    {
        Assert.Equal(1400, Make.Create(Named("x"), Host).Network.Bridge!.MtuBytes);
        Assert.Equal(9000, Make.Create(Option("driver.mtu", "9000"), Host).Network.Bridge!.MtuBytes);
    }

    [Fact]
    public void A_bridge_that_exists_is_adopted_and_its_own_address_stays_its_own()
    {
        Network network = Make.Create(Option("bridge.name", "mine").On("10.9.0.0/24"), Host).Network;
        Assert.True(network.Bridge!.Adopted);
        Assert.Equal("10.9.0.1", Assert.Single(network.Bridge.ForeignAddresses).ToString());
    }

    private static NetworkRequest Named(string name) => new() { Name = name };

    private static NetworkRequest Option(string option, string value) => Named("x").With("com.docker.network." + option, value);

    private static NetworkRequest Ipam(string subnet, string? range = null, string? gateway = null, string? auxiliary = null) => Named("x") with
    {
        Subnets =
        [
            new SubnetRequest
            {
                Subnet = subnet,
                Range = range,
                Gateway = gateway,
                Auxiliary = auxiliary is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["r"] = auxiliary },
            },
        ],
    };
}
