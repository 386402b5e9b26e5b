using System.Net;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>What a network on a parent link of the host means, whatever its driver: containers stand on the parent's own segment.</summary>
public abstract record ParentSettings : LinkSettings
{
    /// <summary>The lower link on the host: hardware, a VLAN of it, or <c>dm-ID</c>, which we made for a network that has none.</summary>
    public required string Parent { get; init; }

    /// <summary>True where the user named no parent: we make one that leads nowhere.</summary>
    public bool Enclosed { get; init; }

    /// <summary>The link of which <see cref="Parent"/> is a VLAN that we made; null where it was there before.</summary>
    public string? VlanBase { get; init; }

    /// <summary>VLAN identifier of a <see cref="Parent"/> that we made.</summary>
    public ushort VlanId { get; init; }

    /// <summary>The host reaches the containers by a link of its own beside theirs (<c>linkspan.host_access</c>).</summary>
    public bool HostAccess { get; init; }

    /// <summary>An address is used only after nobody on the segment answered to it (<c>linkspan.duplicate_detection</c>).</summary>
    public bool ProbesAddresses { get; init; } = true;

    /// <summary>How long a DHCP server has to answer, in seconds (<c>linkspan.dhcp.timeout</c>).</summary>
    public int DhcpTimeoutSeconds { get; init; } = 10;

    /// <summary>Without a DHCP server's answer containers get an address of their own choice (RFC 3927) until there is one (<c>linkspan.dhcp.fallback=link-local</c>).</summary>
    public bool FallsBackToLinkLocal { get; init; }

    /// <summary>The host's addresses on the parent when the network was made: with <see cref="HostAccess"/> it speaks to containers by these.</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [];

    /// <summary>The host's own link on the segment: the parent, or the bridge that it is in.</summary>
    [JsonIgnore]
    public virtual string SegmentLink => Parent;
}
