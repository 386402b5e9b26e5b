using System.Net.NetworkInformation;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Memberships of a new container.</summary>
internal static class EndpointPlan
{
    /// <summary>The network of the mode first, then the others in the order given; none in the modes host and none.</summary>
    /// <exception cref="LinkspanException">Invalid: other networks beside host or none.</exception>
    public static IReadOnlyList<EndpointRequest> Of(ContainerConfig config, HostConfig host, IReadOnlyList<EndpointRequest> given)
    {
        string mode = config.NetworkDisabled ? "none" : host.NetworkMode is "" or "default" ? "bridge" : host.NetworkMode;
        List<EndpointRequest> endpoints = [.. given.Select(static e => e.Network == "default" ? e with { Network = "bridge" } : e)];
        if (mode is "host" or "none")
        {
            if (endpoints.Exists(static e => e.IPv4 is not null || e.IPv6 is not null))
            {
                throw new LinkspanException(ErrorKind.Invalid, $"user specified IP address is supported on user defined networks only, not on {mode}; leave --ip out");
            }

            return endpoints.TrueForAll(e => e.Network == mode) ? [] : throw new LinkspanException(
                ErrorKind.Invalid,
                $"conflicting options: network mode {mode} cannot be combined with network {endpoints.Find(e => e.Network != mode)!.Network}");
        }

        int main = endpoints.FindIndex(e => e.Network == mode);
        EndpointRequest first = main >= 0 ? endpoints[main] : new EndpointRequest { Network = mode };
        if (main >= 0)
        {
            endpoints.RemoveAt(main);
        }

        if (config.MacAddress.Length > 0 && first.Mac is null)
        {
            first = PhysicalAddress.TryParse(config.MacAddress, out PhysicalAddress? mac) && mac.GetAddressBytes().Length == 6
                ? first with { Mac = mac }
                : throw new LinkspanException(ErrorKind.Invalid, "invalid MAC address " + config.MacAddress);
        }

        if (host.Links.Count > 0 && first.Links.Count == 0)
        {
            first = first with { Links = host.Links };
        }

        return [first, .. endpoints];
    }
}
