using System.Net;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>An address that an endpoint has of its segment: lent by the DHCP server there, or made as its router says; and what they said with it.</summary>
public sealed record SegmentLease
{
    /// <summary>The address.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public required IPAddress Address { get; init; }

    /// <summary>The address with its host bits cleared.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public required IPAddress SubnetAddress { get; init; }

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The server, with IPv6 the router; null for an address that no server gave (<c>linkspan.dhcp.fallback</c>).</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? Server { get; init; }

    /// <summary>DUID of the DHCPv6 server that lent it; empty for IPv4 and for an address that no server lent.</summary>
    public byte[] ServerIdentifier { get; init; } = [];

    /// <summary>When it was lent or last prolonged.</summary>
    public DateTimeOffset Obtained { get; init; }

    /// <summary>When it is to be prolonged (T1).</summary>
    public DateTimeOffset Renew { get; init; }

    /// <summary>When any server is asked (T2).</summary>
    public DateTimeOffset Rebind { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Next hop of the default route, or null.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? Gateway { get; init; }

    /// <summary>Further routes.</summary>
    public IReadOnlyList<SegmentRoute> Routes { get; init; } = [];

    /// <summary>Name servers, asked from within the sandbox where the user named none.</summary>
    [JsonConverter(typeof(IPAddressListConverter))]
    public IReadOnlyList<IPAddress> NameServers { get; init; } = [];

    /// <summary>Domain of the segment, or empty.</summary>
    public string Domain { get; init; } = "";

    /// <summary>MTU of the segment in bytes; 0 where the server gives none.</summary>
    public int MtuBytes { get; init; }

    /// <summary>The subnet that the address lies in.</summary>
    [JsonIgnore]
    public Subnet Subnet => new() { Prefix = new IPNetwork(SubnetAddress, PrefixLength), Gateway = Gateway };

    /// <summary>True where containers would notice the difference: times aside, everything counts.</summary>
    public bool MeansTheSameAs(SegmentLease? other) =>
        other is not null && Address.Equals(other.Address) && PrefixLength == other.PrefixLength && Equals(Gateway, other.Gateway) &&
        Routes.SequenceEqual(other.Routes) && NameServers.SequenceEqual(other.NameServers);
}
