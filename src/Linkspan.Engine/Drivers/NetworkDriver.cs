using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>Hands a network or a membership to the driver that the network is of.</summary>
internal static class NetworkDriver
{
    /// <summary>
    /// Facts of the network itself; none for <c>host</c> and <c>none</c>. Where its link's name is taken, the firewall must not treat the link of others that has it
    /// as ours.
    /// </summary>
    public static void Describe(Network network, Plan plan)
    {
        if (network.TakenLink is null)
        {
            DescribeWhole(network, plan);
            return;
        }

        var whole = new Plan();
        DescribeWhole(network, whole);
        foreach (Fact fact in whole.Without(FactKind.Element).Facts)
        {
            plan.Add(fact);
        }
    }

    /// <summary>Links of the host that are made for a network, and must have these names.</summary>
    public static IEnumerable<string> MadeLinks(Network network) => new[]
    {
        network.Bridge is { Adopted: false } bridge ? bridge.Bridge : null,
        network.Transparent is { Adopted: false } transparent ? transparent.Bridge : null,
        network.Physical is { Enclosed: true } or { VlanBase: not null } ? network.Physical.Parent : null,
        network.Physical is { HostAccess: true } ? HostAccess.LinkName(network) : null,
    }.OfType<string>();

    private static void DescribeWhole(Network network, Plan plan)
    {
        if (network.Bridge is not null)
        {
            BridgeDriver.Describe(network, plan);
        }
        else if (network.Transparent is not null)
        {
            TransparentDriver.Describe(network, plan);
        }
        else if (network.Physical is not null)
        {
            ParentDriver.Describe(network, plan);
        }
    }

    /// <summary>Facts of one membership.</summary>
    public static void Describe(Network network, string sandbox, Endpoint endpoint, Plan plan)
    {
        if (network.Bridge is not null)
        {
            BridgeDriver.Describe(network, sandbox, endpoint, plan);
        }
        else if (network.Device is { } device)
        {
            plan.Add(new DeviceFact(sandbox, endpoint.InterfaceName, device.Device));
            ParentDriver.DescribeAddresses(network, sandbox, endpoint, plan);
        }
        else if (network.Transparent is not null)
        {
            TransparentDriver.Describe(network, sandbox, endpoint, plan);
        }
        else
        {
            ParentDriver.Describe(network, sandbox, endpoint, plan);
        }
    }
}
