using System.Net;
using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>An address to obtain from a segment's DHCP server, and to keep.</summary>
public sealed record KeeperLeaseRequest
{
    /// <summary>Id of the endpoint; for its IPv6 address that of <see cref="Id6"/>.</summary>
    public required string Id { get; init; }

    /// <summary>An IPv6 address, in the way that the segment's router says; else one of a DHCPv4 server.</summary>
    public bool IPv6 { get; init; }

    /// <summary>Link of the host on the segment.</summary>
    public required string Link { get; init; }

    /// <summary>Hardware address of the container's link, 6 bytes.</summary>
    public required byte[] Hardware { get; init; }

    /// <summary>
    /// What the server knows the client by: with IPv4 its type byte included, or empty where its hardware address is its own; with IPv6 a DUID.
    /// </summary>
    public byte[] ClientIdentifier { get; init; } = [];

    /// <summary>The link is a bridge: what is addressed to the container passes it by.</summary>
    public bool Bridged { get; init; }

    /// <summary>The container's name, or empty.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The address that it had or would like.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? Wanted { get; init; }

    /// <summary>How many IPv6 addresses of the client's own making others had already.</summary>
    public int Collisions { get; init; }

    /// <summary>A lease from before, whose time runs on.</summary>
    public SegmentLease? Held { get; init; }

    /// <summary>How long to wait for a server in ms; 0 answers at once and goes on trying.</summary>
    public int PatienceMs { get; init; }

    /// <summary>
    /// The container can do without it: where no router of the segment speaks within seconds, or none did shortly before, that is the answer already.
    /// </summary>
    public bool Optional { get; init; }

    /// <summary>Id of the request for an endpoint's IPv6 address.</summary>
    public static string Id6(string endpoint) => $"{endpoint}/6";
}
