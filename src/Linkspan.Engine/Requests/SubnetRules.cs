using System.Net.Sockets;

namespace Linkspan.Engine.Requests;

/// <summary>What a driver allows and wants of a network's subnets.</summary>
/// <param name="IPv4">The network carries IPv4.</param>
/// <param name="IPv6">The network carries IPv6.</param>
internal sealed record SubnetRules(bool IPv4, bool IPv6)
{
    /// <summary>More than one subnet of a family may be given.</summary>
    public bool Several { get; init; }

    /// <summary>Families whose subnets get a gateway address where none is given.</summary>
    public required Func<AddressFamily, bool> MakesGateway { get; init; }

    /// <summary>Addresses come from the segment, whose server and router know its subnets; those of IPv6 may be given all the same.</summary>
    public bool Leased { get; init; }

    /// <summary>The host's link on the same segment, whose ranges are the network's own; null for none.</summary>
    public string? Segment { get; init; }

    /// <summary>Links other than <see cref="Segment"/> whose ranges are no obstacle: the network's own bridge.</summary>
    public string? OwnLink { get; init; }
}
