namespace Linkspan.Dhcp.Client6;

/// <summary>Where a client on an IPv6 segment stands.</summary>
public enum Segment6State
{
    /// <summary>Asks for a router, whose advertisement says how addresses are had.</summary>
    Listening,

    /// <summary>Looks for a DHCPv6 server.</summary>
    Soliciting,

    /// <summary>Took an offer and waits for the word.</summary>
    Requesting,

    /// <summary>Makes its address itself and asks a server for all else.</summary>
    Informing,

    /// <summary>Has an address.</summary>
    Bound,

    /// <summary>Has one and asks its server for more time.</summary>
    Renewing,

    /// <summary>Has one and asks any server for more time.</summary>
    Rebinding,
}
