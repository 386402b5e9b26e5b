using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>An address to obtain from a segment's DHCP server, and to keep.</summary>
public sealed record KeeperLeaseRequest
{
    /// <summary>Id of the endpoint.</summary>
    public required string Id { get; init; }

    /// <summary>Link of the host on the segment.</summary>
    public required string Link { get; init; }

    /// <summary>Hardware address of the container's link, 6 bytes.</summary>
    public required byte[] Hardware { get; init; }

    /// <summary>What the server knows the client by, its type byte included; empty where its hardware address is its own.</summary>
    public byte[] ClientIdentifier { get; init; } = [];

    /// <summary>The container's name, or empty.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The address that it had or would like.</summary>
    public IPAddress? Wanted { get; init; }

    /// <summary>A lease from before, whose time runs on.</summary>
    public SegmentLease? Held { get; init; }

    /// <summary>How long to wait for a server in ms; 0 answers at once and goes on trying.</summary>
    public int PatienceMs { get; init; }
}
