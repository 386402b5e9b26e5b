using System.Net;

namespace Linkspan.Dhcp.Client6;

/// <summary>Who looks for an IPv6 address.</summary>
public sealed record Segment6Options
{
    /// <summary>The client's DUID, the same at every start: servers know it by this, and addresses of its own making come of it.</summary>
    public required byte[] Identifier { get; init; }

    /// <summary>The address that it had or would like of a server.</summary>
    public IPAddress? Wanted { get; init; }

    /// <summary>How many addresses of its own making others had already: each makes the next one different (RFC 7217 section 6).</summary>
    public int Collisions { get; init; }
}
