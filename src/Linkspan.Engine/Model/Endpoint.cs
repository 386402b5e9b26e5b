using System.Collections.ObjectModel;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>One membership of a sandbox in a network (CNM): its link, addresses and names.</summary>
public sealed record Endpoint
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The network joined.</summary>
    public required string NetworkId { get; init; }

    /// <summary>Position among the sandbox's endpoints: interfaces appear in this order.</summary>
    public required int Order { get; init; }

    /// <summary>Name of the link in the sandbox (<c>eth0</c>).</summary>
    public required string InterfaceName { get; init; }

    /// <summary>Name of the veth's end on the host.</summary>
    public required string HostLink { get; init; }

    /// <summary>Hardware address, made from the IP address unless given.</summary>
    public required PhysicalAddress Mac { get; init; }

    /// <summary>IPv4 address, null on a network without IPv4.</summary>
    public IPAddress? IPv4 { get; init; }

    /// <summary>IPv6 address, null on a network without IPv6.</summary>
    public IPAddress? IPv6 { get; init; }

    /// <summary>Where the segment's DHCP server gave <see cref="IPv4"/>, what it said; else null.</summary>
    public SegmentLease? Lease { get; init; }

    /// <summary>Where the segment gave <see cref="IPv6"/>, what its router and server said; else null.</summary>
    public SegmentLease? Lease6 { get; init; }

    /// <summary>MTU that the segment told when the link was born, in bytes; 0 where it told none. A link keeps it.</summary>
    public int SegmentMtuBytes { get; init; }

    /// <summary>The leases that there are.</summary>
    [JsonIgnore]
    public IEnumerable<SegmentLease> Leases => new[] { Lease, Lease6 }.OfType<SegmentLease>();

    /// <summary>Further addresses put on the link as they are (<c>--link-local-ip</c>).</summary>
    public IReadOnlyList<IPAddress> LinkLocal { get; init; } = [];

    /// <summary>Names under which the network's members reach this one, first the container's: the first gets the PTR record.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names that this sandbox alone uses for others (<c>--link other:alias</c>), alias to name.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Higher wins the default route; ties go to non-internal, then to both families, then to the network's name.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>Sysctls of this link, with <c>IFNAME</c> replaced: path below <c>/proc/sys</c> to value.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The request that led to this endpoint, for inspect and for a later start.</summary>
    public required EndpointRequest Request { get; init; }

    /// <summary>The subnet that one of the endpoint's addresses lies in: the network's own, or the one that the DHCP server told.</summary>
    public Subnet? SubnetOn(Network network, IPAddress? address) => Leases.FirstOrDefault(lease => lease.Address.Equals(address))?.Subnet ?? network.SubnetOf(address);
}
