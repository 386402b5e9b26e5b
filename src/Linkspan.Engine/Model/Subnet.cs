using System.Net;

namespace Linkspan.Engine.Model;

/// <summary>One address range of a network; a bridge network has at most one per family, a network on a parent any number.</summary>
public sealed record Subnet
{
    /// <summary>The range itself, host bits zero.</summary>
    public required IPNetwork Prefix { get; init; }

    /// <summary>The part from which addresses are given out; null means all of <see cref="Prefix"/>.</summary>
    public IPNetwork? Range { get; init; }

    /// <summary>The bridge's address and the containers' next hop; null where the network has none (isolated, or on a parent whose router nobody named).</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Addresses set aside, by name (<c>--aux-address name=ip</c>).</summary>
    public IReadOnlyDictionary<string, IPAddress> Auxiliary { get; init; } = new Dictionary<string, IPAddress>(StringComparer.Ordinal);

    /// <summary>Addresses that the host itself has on the segment: no container on it could tell that they are taken.</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [];

    /// <summary>Addresses of other machines that the host uses on the segment: its resolvers.</summary>
    public IReadOnlyList<IPAddress> KnownAddresses { get; init; } = [];

    /// <summary>True where the engine chose the range from its pools; the user named neither range nor gateway.</summary>
    public bool Automatic { get; init; }
}
