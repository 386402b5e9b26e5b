using System.Net;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Tests;

/// <summary>What the drivers ask of the kernel, a golden file a network: its own facts, then those of a container with port 80 published as 8080.</summary>
public sealed class PlanTests
{
    private const string Option = "com.docker.network.bridge.";

    public static TheoryData<string, Func<NetworkRequest, NetworkRequest>> Networks => new()
    {
        { "nat", static request => request },
        { "nat-ipv6", static request => request with { EnableIPv6 = true } },
        { "ipv6-only", static request => request with { EnableIPv4 = false, EnableIPv6 = true } },
        { "nat-unprotected", static request => Modes(request, "nat-unprotected") },
        { "routed", static request => Modes(request, "routed") },
        { "internal", static request => request with { Internal = true, EnableIPv6 = true } },
        { "isolated", static request => Modes(request with { Internal = true }, "isolated") },
        { "icc-off", static request => request.With(Option + "enable_icc", "false") },
        { "no-masquerade", static request => request.With(Option + "enable_ip_masquerade", "false") },
        { "fixed-source", static request => request.With("com.docker.network.host_ipv4", "192.0.2.7") },
        { "inhibit-ipv4", static request => request.With(Option + "inhibit_ipv4", "true") },
        { "localhost-binding", static request => request.With(Option + "host_binding_ipv4", "127.0.0.1") },
        { "adopted", static request => request.With(Option + "name", "mine").On("10.9.0.0/24") },
        { "gateway-elsewhere", static request => request with
            {
                Subnets = [new SubnetRequest { Subnet = "10.8.0.0/24", Auxiliary = new Dictionary<string, string> { ["DefaultGatewayIPv4"] = "10.8.0.254" } }],
            } },
    };

    [Fact]
    public void A_network_whose_link_is_anothers_asks_nothing_of_the_firewall_and_its_pairs_wait()
    {
        Network network = Make.Network("n1", static request => request.On("10.5.0.0/24"));
        network = network with { TakenLink = network.Bridge!.Bridge };
        Sandbox sandbox = Make.Sandbox("c1", [network]) with { Published = [new PublishedPort(IPAddress.Any, 8080, 80, Protocol.Tcp)] };
        var plan = new Plan();
        NetworkDriver.Describe(network, plan);
        SandboxDriver.Describe(sandbox, Make.Index(network), plan);
        Assert.Empty(plan.Only(FactKind.Element).Facts);
        Assert.True(Assert.IsType<VethFact>(Assert.Single(plan.Only(FactKind.Veth).Facts)).Waits);
        Assert.NotEmpty(plan.Only(FactKind.Address).Facts); // what the container has stays
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_asks_for(string name, Func<NetworkRequest, NetworkRequest> change)
    {
        HostView host = Make.EmptyHost with
        {
            Links = new Dictionary<string, HostLink> { ["mine"] = new HostLink("mine", "bridge") },
            Occupied = [new OccupiedRange(IPNetwork.Parse("10.9.0.0/24"), "", "mine", OnLink: true) { Address = IPAddress.Parse("10.9.0.1") }],
        };
        Network network = Make.Network("golden", request => change(request.With(Option + "name", "br0").On("10.5.0.0/24", "fd05::/64")), host);
        var plan = new Plan();
        BridgeDriver.Describe(network, plan);
        string text = "# the network\n" + plan;

        Sandbox sandbox = Make.Sandbox("c1", [network], new PortRequest { ContainerPort = 80, HostPort = 8080 });
        Dictionary<string, Network> networks = Make.Index(network);
        sandbox = sandbox with
        {
            DnsUdpPort = 5353,
            DnsTcpPort = 5354,
            Published =
            [
                .. Ports.PortPlan.Routed(sandbox, networks),
                .. Ports.PortPlan.Reservations(sandbox, networks)
                    .Select(static port => new PublishedPort(port.HostAddress, port.HostPort, port.TargetPort, port.Protocol)),
            ],
        };
        plan = new Plan();
        SandboxDriver.Describe(sandbox, networks, plan);
        text += "\n# a container on it\n" + plan.ToString().Replace(sandbox.Id, "c1", StringComparison.Ordinal);
        Make.MatchesGolden($"plan-{name}.txt", text);
    }

    [Fact]
    public void A_difference_removes_in_the_reverse_order_of_making()
    {
        Network network = Make.Network("n1");
        var plan = new Plan();
        SandboxDriver.Describe(Make.Sandbox("c1", [network]), Make.Index(network), plan);
        Difference made = Plan.Compare(Plan.Empty, plan);
        Difference removed = Plan.Compare(plan, Plan.Empty);
        Assert.Equal(made.Add.Select(static fact => fact.Key.Kind), removed.Remove.Select(static fact => fact.Key.Kind).Reverse());
        Assert.True(Plan.Compare(plan, plan).IsEmpty);
    }

    private static NetworkRequest Modes(NetworkRequest request, string mode) =>
        (request with { EnableIPv6 = true }).With(Option + "gateway_mode_ipv4", mode).With(Option + "gateway_mode_ipv6", mode);
}
