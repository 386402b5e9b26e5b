using System.Net;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine.Tests;

/// <summary>Networks on a parent: what is refused, what is warned of, and what their containers ask of the kernel.</summary>
public sealed class ParentNetworkTests
{
    private static readonly HostView Host = new(
        [
            new OccupiedRange(IPNetwork.Parse("192.0.2.0/24"), "address 192.0.2.7/24 dev eth1", "eth1", OnLink: true) { Address = IPAddress.Parse("192.0.2.7") },
            new OccupiedRange(IPNetwork.Parse("192.0.2.0/24"), "route 192.0.2.0/24 dev eth1", "eth1", OnLink: true),
            new OccupiedRange(IPNetwork.Parse("192.0.2.53/32"), "the host's DNS server 192.0.2.53", "", OnLink: true),
            new OccupiedRange(IPNetwork.Parse("198.51.100.0/24"), "address 198.51.100.7/24 dev eth2", "eth2", OnLink: true) { Address = IPAddress.Parse("198.51.100.7") },
        ],
        1500,
        new HostLink[]
        {
            new("lo", Kind: null) { IsLoopback = true }, new("eth1", Kind: null), new("eth2", Kind: null) { IsUp = false }, new("wlan0", Kind: null) { IsWireless = true },
            new("port", Kind: null) { Master = "bond0" }, new("br-ours", "bridge") { IsOurs = true }, new("eth1.7", "vlan"),
            new("lent", Kind: null), new("eth3", Kind: null), new("tun0", "tun") { IsEthernet = false },
        }.ToDictionary(static link => link.Name));

    public static TheoryData<string, ErrorKind, string> Refused => new()
    {
        { "macvlan parent=eth1 macvlan_mode=zz", ErrorKind.Invalid, "requested macvlan mode 'zz' is not valid, 'bridge' mode is the macvlan driver default" },
        { "ipvlan parent=eth1 ipvlan_mode=l9", ErrorKind.Invalid, "requested ipvlan mode 'l9' is not valid, 'l2' mode is the ipvlan driver default" },
        { "ipvlan parent=eth1 ipvlan_flag=q", ErrorKind.Invalid, "requested ipvlan flag 'q' is not valid, 'bridge' is the ipvlan driver default" },
        { "macvlan parent=nope0", ErrorKind.Invalid, "invalid subinterface vlan name nope0, example formatting is eth0.10" },
        { "macvlan parent=eth1.x", ErrorKind.Invalid, "invalid subinterface vlan name eth1.x, example formatting is eth0.10" },
        { "macvlan parent=eth1.5000", ErrorKind.Invalid, "vlan id must be between 1-4094, received: 5000" },
        { "ipvlan parent=eth1.0", ErrorKind.Invalid, "vlan id must be between 1-4094, received: 0" },
        { "macvlan parent=nope.10", ErrorKind.Invalid, "the host has no link nope" },
        { "macvlan parent=lo", ErrorKind.Invalid, "loopback interface is not a valid macvlan parent link" },
        { "ipvlan parent=lo.10", ErrorKind.Invalid, "loopback interface is not a valid ipvlan parent link" },
        { "macvlan parent=br-ours", ErrorKind.Invalid, "belongs to a network of Linkspan" },
        { "macvlan parent=port", ErrorKind.Conflict, "is a port of bond0" },
        { "macvlan parent=a/b", ErrorKind.Invalid, "no name for a link" },
        { "macvlan parent=eth1 com.docker.network.driver.mtu=9000", ErrorKind.Invalid, "cannot be larger than their parent eth1 with 1500 bytes" },
        { "macvlan parent=eth1 linkspan.broadcast_queue=-1", ErrorKind.Invalid, "failed to parse linkspan.broadcast_queue value: -1" },
        { "macvlan parent=eth1 linkspan.host_access=maybe", ErrorKind.Invalid, "failed to parse linkspan.host_access value: maybe" },
        { "macvlan parent=eth1 macvlan_mode=private linkspan.host_access=true", ErrorKind.Invalid, "mode private keeps them apart" },
        { "macvlan parent=eth2 macvlan_mode=passthru", ErrorKind.Conflict, "cannot use mode passthru, macvlan network used2 is already using parent interface eth2" },
        { "ipvlan parent=eth2", ErrorKind.Conflict, "network used2 is already using parent interface eth2" },
        { "macvlan parent=eth1.30", ErrorKind.Conflict, "network used30 is already using parent interface eth1.30" },
        { "transparent", ErrorKind.Invalid, "name the NIC or bridge with -o parent=NAME" },
        { "transparent parent=wlan0", ErrorKind.Invalid, "parent wlan0 is a radio: access points take frames of its own MAC alone" },
        { "transparent parent=wlan0.5", ErrorKind.Invalid, "parent wlan0 is a radio" },
        { "transparent parent=lo", ErrorKind.Invalid, "loopback interface is not a valid transparent network parent link" },
        { "transparent parent=nope", ErrorKind.Invalid, "no link of the host has that name" },
        { "transparent parent=port", ErrorKind.Conflict, "use parent=bond0" },
        { "transparent parent=eth2", ErrorKind.Conflict, "network used2 is already using parent interface eth2" },
        { "ipvlan parent=eth1.30", ErrorKind.Conflict, "network used30 is already using parent interface eth1.30" },
        { "macvlan parent=lent", ErrorKind.Conflict, "network lender lends lent to its container" },
        { "transparent parent=lent", ErrorKind.Conflict, "network lender lends lent to its container" },
        { "ipvlan parent=lent.5", ErrorKind.Conflict, "network lender lends lent to its container" },
        { "macvlan parent=eth3", ErrorKind.Conflict, "parent eth3 is a port of the bridge of network joined; share it with another transparent network, or use a VLAN of it such as eth3.10" },
        { "macvlan parent=tun0", ErrorKind.Invalid, "parent tun0 carries no Ethernet frames" },
        { "transparent parent=tun0", ErrorKind.Invalid, "parent tun0 carries no Ethernet frames" },
        { "macvlan parent=port.10", ErrorKind.Conflict, "is a port of bond0" },
        { "device linkspan.device=lent", ErrorKind.Conflict, "network lender is already using lent" },
        { "device linkspan.device=eth1", ErrorKind.Conflict, "network used30 is already using eth1" }, // its VLAN would go with it
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_is_refused(string request, ErrorKind kind, string words)
    {
        Network joined = Make.Network("joined", static start => Parse(start, "transparent parent=eth3").On("10.50.0.0/24"), Host);
        Dictionary<string, HostLink> links = new(Host.Links)
        {
            ["eth3"] = Host.Links["eth3"] with { Master = joined.Transparent!.Bridge },
            [joined.Transparent.Bridge] = new HostLink(joined.Transparent.Bridge, "bridge") { IsOurs = true },
        };
        Network[] existing =
        [
            Make.Network("used2", static start => Parse(start, "macvlan parent=eth2").On("10.2.0.0/24"), Host),
            Make.Network("used30", static start => Parse(start, "ipvlan parent=eth1.30").On("10.30.0.0/24"), Host),
            Make.Network("lender", static start => Parse(start, "device linkspan.device=lent").On("10.40.0.0/24"), Host),
            joined,
        ];
        LinkspanException e = Assert.Throws<LinkspanException>(() => Make.Network("x", start => Parse(start, request).On("10.99.0.0/24"), Host with { Links = links }, existing));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("macvlan parent=eth2", "parent eth2 is down: no container can join before 'ip link set eth2 up'")]
    [InlineData("macvlan parent=eth1 macvlan_mode=passthru", "eth1 has this host's 192.0.2.7: while a container has the link, nobody reaches the host there")]
    [InlineData("device linkspan.device=eth1", "eth1 has this host's 192.0.2.7: while a container has the link, nobody reaches the host there")]
    [InlineData("macvlan parent=wlan0", "is a radio: access points take frames of its own MAC alone")]
    [InlineData("macvlan parent=eth1 macvlanmode=private", "driver option macvlanmode is unknown to macvlan networks and has no effect; did you mean macvlan_mode?")]
    public void What_will_not_work_is_warned_of(string request, string words) =>
        Assert.Contains(Make.Create(Parse(new NetworkRequest { Name = "x" }, request).On("10.99.0.0/24"), Host).Warnings, warning => warning.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void A_network_without_subnet_is_warned_that_its_range_is_strange_to_the_segment() =>
        Assert.Contains("machines on the segment of eth1 do not know it", Assert.Single(Make.Create(Parse(new NetworkRequest { Name = "x" }, "macvlan parent=eth1"), Host).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("macvlan parent=eth1", true)]
    [InlineData("ipvlan parent=eth1", true)]
    [InlineData("ipvlan parent=eth1 ipvlan_mode=l3", false)] // everything leaves by the link there
    [InlineData("macvlan parent=eth1 linkspan.host_access=true", false)]
    [InlineData("transparent parent=eth1", false)]
    public void A_gateway_that_is_this_host_is_warned_of_where_it_is_out_of_reach(string request, bool warned)
    {
        NetworkRequest asked = Parse(new NetworkRequest { Name = "x" }, request) with { Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = "192.0.2.7" }] };
        Assert.Equal(warned, Make.Create(asked, Host).Warnings.Any(static warning => warning.Contains("gateway 192.0.2.7 is this host's own address on eth1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_names_for_one_auxiliary_address_are_refused()
    {
        LinkspanException e = Assert.Throws<LinkspanException>(() => Make.Network(
            "x",
            static start => Parse(start, "macvlan parent=eth1") with
            {
                Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Auxiliary = new Dictionary<string, string> { ["a"] = "192.0.2.9", ["b"] = "192.0.2.9" } }],
            },
            Host));
        Assert.Equal((ErrorKind.Invalid, "invalid network config:\ninvalid auxiliary address b: 192.0.2.9 is that of a already"), (e.Kind, e.Message));
    }

    [Fact]
    public void A_vlan_of_a_nic_that_is_in_a_bridge_is_a_parent_all_the_same()
    {
        var links = new Dictionary<string, HostLink>(Host.Links) { ["eth3"] = Host.Links["eth3"] with { Master = "br-ours" } };
        Assert.Equal("eth3", Make.Network("x", static start => Parse(start, "macvlan parent=eth3.10").On("10.99.0.0/24"), Host with { Links = links }).Macvlan!.VlanBase);
    }

    [Fact]
    public void The_hosts_own_range_is_shared_but_not_its_addresses()
    {
        Network network = Make.Network("x", static start => Parse(start, "macvlan parent=eth1").On("192.0.2.0/24"), Host);
        Assert.Equal("192.0.2.7", Assert.Single(network.Subnets[0].HostAddresses).ToString());
        Assert.Equal("192.0.2.53", Assert.Single(network.Subnets[0].KnownAddresses).ToString());
        Assert.Null(network.Subnets[0].Gateway); // nobody named a router: Docker 28 and newer give none either
    }

    [Theory]
    [InlineData("macvlan parent=eth1")]
    [InlineData("macvlan parent=eth1 linkspan.host_access=true")]
    [InlineData("transparent parent=eth1")]
    [InlineData("device linkspan.device=eth1")]
    public void A_range_that_the_host_has_on_another_nic_may_be_the_segments_too(string request)
    {
        (Network network, IReadOnlyList<string> warnings) = Make.Create(Parse(new NetworkRequest { Name = "x" }, request).On("198.51.100.0/24"), Host);
        Assert.Contains("198.51.100.7", network.Subnets[0].KnownAddresses.Select(static address => address.ToString()));
        Assert.Contains(warnings, static warning => warning.StartsWith("subnet 198.51.100.0/24 overlaps address 198.51.100.7/24 dev eth2: that is right where eth1 is on the same segment", StringComparison.Ordinal));
    }

    [Fact]
    public void A_vlan_that_was_there_is_not_ours()
    {
        Assert.Null(Make.Network("x", static start => Parse(start, "macvlan parent=eth1.7").On("10.7.0.0/24"), Host).Macvlan!.VlanBase);
        MacvlanSettings made = Make.Network("x", static start => Parse(start, "macvlan parent=eth1.10").On("10.7.0.0/24"), Host).Macvlan!;
        Assert.Equal(("eth1", (ushort)10), (made.VlanBase, made.VlanId));
    }

    [Fact]
    public void A_second_network_shares_the_vlan_that_the_first_one_made()
    {
        Network first = Make.Network("first", static start => Parse(start, "macvlan parent=eth1.10").On("10.7.0.0/24"), Host);
        HostView later = Host with { Links = new Dictionary<string, HostLink>(Host.Links) { ["eth1.10"] = new("eth1.10", "vlan") { IsOurs = true } } };
        Network second = Make.Network("second", static start => Parse(start, "macvlan parent=eth1.10").On("10.8.0.0/24"), later, first);
        Assert.Equal("eth1", second.Macvlan!.VlanBase);
        Plan plan = Describe(first).Without(Describe(second));
        Assert.DoesNotContain(plan.Facts, static fact => fact is VlanFact);
        Assert.Contains(Describe(first).Facts, static fact => fact is VlanFact);
    }

    [Fact]
    public void Subnets_of_one_network_may_not_overlap()
    {
        LinkspanException e = Assert.Throws<LinkspanException>(() => Make.Network("x", static start => Parse(start, "macvlan parent=eth1").On("10.1.0.0/16", "10.1.2.0/24"), Host));
        Assert.Equal((ErrorKind.Invalid, true), (e.Kind, e.Message.Contains("10.1.2.0/24: it overlaps 10.1.0.0/16", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_container_has_the_same_address_on_one_host_and_another_on_the_next()
    {
        Assert.Equal(EndpointBuilder.MacOf("host", "n1", "c1"), EndpointBuilder.MacOf("host", "n1", "c1"));
        Assert.Equal(3, new[] { EndpointBuilder.MacOf("host", "n1", "c1"), EndpointBuilder.MacOf("host", "n1", "c2"), EndpointBuilder.MacOf("other", "n1", "c1") }.Distinct().Count());
        Assert.Equal(2, EndpointBuilder.MacOf("host", "n1", "c1").GetAddressBytes()[0] & 3); // locally administered, unicast
    }

    [Theory]
    [InlineData("macvlan parent=eth1")]
    [InlineData("macvlan parent=eth1 macvlan_mode=passthru")]
    [InlineData("macvlan parent=eth1.10 macvlan_mode=private linkspan.broadcast_queue=50")]
    [InlineData("macvlan")]
    [InlineData("macvlan parent=eth1 linkspan.host_access=true")]
    [InlineData("transparent parent=eth1")]
    [InlineData("transparent parent=eth1.10 com.docker.network.bridge.enable_icc=false")]
    [InlineData("ipvlan parent=eth1 ipvlan_flag=private")]
    [InlineData("ipvlan parent=eth1 ipvlan_mode=l3")]
    [InlineData("ipvlan parent=eth1 ipvlan_mode=l3s linkspan.host_access=true")]
    public void A_network_asks_for(string request)
    {
        Network network = Make.Network("golden", start => Parse(start, request) with
        {
            EnableIPv6 = true,
            Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = "192.0.2.1" }, new SubnetRequest { Subnet = "2001:db8::/64", Gateway = "2001:db8::1" }],
        }, request.Contains("host_access", StringComparison.Ordinal) ? Host : Host with { Occupied = [] });
        Sandbox sandbox = Make.Sandbox("c1", [network], new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Dictionary<string, Network> networks = Make.Index(network);
        Assert.Empty(Ports.PortPlan.Reservations(sandbox, networks)); // nothing to publish where the container has an address of its own
        var plan = new Plan();
        SandboxDriver.Describe(sandbox, networks, plan);
        string text = $"# the network\n{Describe(network)}\n# a container on it\n{plan.ToString().Replace(sandbox.Id, "c1", StringComparison.Ordinal)}";
        Make.MatchesGolden($"plan-{request.Replace("parent=", "", StringComparison.Ordinal).Replace("linkspan.", "", StringComparison.Ordinal).Replace(' ', '-')}.txt", text);
    }

    [Fact]
    public void On_several_networks_each_answers_by_its_own_gateway_and_ports_lead_to_the_bridge()
    {
        Network bridge = Make.Network("bridged", static start => start.On("10.5.0.0/24").With("com.docker.network.bridge.name", "br0"));
        Network physical = Make.Network(
            "a-physical", static start => Parse(start, "macvlan parent=eth1") with { Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = "192.0.2.1" }] }, Host);
        Sandbox sandbox = Make.Sandbox("c1", [bridge, physical], new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Dictionary<string, Network> networks = Make.Index(bridge, physical);
        sandbox = sandbox with { Published = [.. Ports.PortPlan.Reservations(sandbox, networks).Select(static port => new PublishedPort(port.HostAddress, port.HostPort, port.TargetPort, port.Protocol))] };
        var plan = new Plan();
        SandboxDriver.Describe(sandbox, networks, plan);
        Make.MatchesGolden("plan-bridge-and-macvlan.txt", plan.ToString().Replace(sandbox.Id, "c1", StringComparison.Ordinal));
    }

    private static Plan Describe(Network network)
    {
        var plan = new Plan();
        NetworkDriver.Describe(network, plan);
        return plan;
    }

    /// <summary>A driver and its options, as on a command line.</summary>
    private static NetworkRequest Parse(NetworkRequest request, string text)
    {
        string[] words = text.Split(' ');
        return request with { Driver = words[0], Options = words[1..].Select(static word => word.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]) };
    }
}
