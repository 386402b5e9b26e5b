using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Drivers;

/// <summary>Hands a network or a membership to the driver that the network is of.</summary>
internal static class NetworkDriver
{
    /// <summary>Facts of the network itself; none for <c>host</c> and <c>none</c>.</summary>
    public static void Describe(Network network, Plan plan)
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
