using System.Net;

namespace Linkspan.Dhcp.Client;

/// <summary>An address that a server lent, and what it said about the segment.</summary>
public sealed record DhcpLease
{
    /// <summary>The address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The server that lent it; with IPv6 the router that told how addresses are had.</summary>
    public required IPAddress Server { get; init; }

    /// <summary>DUID of the DHCPv6 server that lent it; empty for one of the client's own making, and for IPv4.</summary>
    public byte[] ServerIdentifier { get; init; } = [];

    /// <summary>When it was lent, as the clock of the client said.</summary>
    public required DateTimeOffset Obtained { get; init; }

    /// <summary>When it is to be renewed (T1).</summary>
    public required DateTimeOffset Renew { get; init; }

    /// <summary>When any server is asked (T2).</summary>
    public required DateTimeOffset Rebind { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Next hop of the default route, or null.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Further routes; the unspecified next hop is the link itself.</summary>
    public IReadOnlyList<(IPNetwork Destination, IPAddress Gateway)> Routes { get; init; } = [];

    /// <summary>Name servers.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; init; } = [];

    /// <summary>Domain of the segment, or empty.</summary>
    public string Domain { get; init; } = "";

    /// <summary>MTU of the segment in bytes; null where the server gives none.</summary>
    public int? MtuBytes { get; init; }
}
