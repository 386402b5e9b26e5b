using System.Net.Sockets;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Tests;

public sealed class GatewayChoiceTests
{
    [Theory]
    [InlineData("a b", "", "a")] // the name decides last
    [InlineData("b a", "", "a")] // whatever the order of interfaces
    [InlineData("a b", "b=1", "b")]
    [InlineData("a b", "a=-1", "b")] // negative is below the default
    [InlineData("internal-a b", "internal-a=9", "b")] // no way out is no choice, whatever its priority
    [InlineData("internal-a", "", null)]
    [InlineData("a dual-z", "", "dual-z")] // both families before one
    [InlineData("a dual-z", "a=1", "a")]
    [InlineData("", "", null)]
    public void The_default_route_goes_to(string networks, string priority, string? expected)
    {
        Network[] joined =
        [
            .. networks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static (name, index) => Make.Network(name, request => (request with
            {
                Internal = name.StartsWith("internal", StringComparison.Ordinal),
                EnableIPv6 = name.StartsWith("dual", StringComparison.Ordinal),
            }).On($"10.{index}.0.0/16"))),
        ];
        Sandbox sandbox = Make.Sandbox("c", joined);
        string[] sides = priority.Split('=');
        Endpoint[] endpoints =
        [
            .. sandbox.Endpoints.Select((endpoint, index) => endpoint with { GatewayPriority = joined[index].Name == sides[0] ? int.Parse(sides[1]) : 0 }),
        ];
        Dictionary<string, Network> byId = Make.Index(joined);
        Endpoint? chosen = GatewayChoice.Choose(endpoints, byId, AddressFamily.InterNetwork);
        Assert.Equal(expected, chosen is null ? null : byId[chosen.NetworkId].Name);
    }
}
