namespace Linkspan.Dhcp.Client;

/// <summary>Where a client stands (RFC 2131 section 4.4, figure 5).</summary>
public enum DhcpClientState
{
    /// <summary>Asks whether the address that it had is still its own (INIT-REBOOT).</summary>
    Rebooting,

    /// <summary>Looks for a server (SELECTING).</summary>
    Selecting,

    /// <summary>Took an offer and waits for the word (REQUESTING).</summary>
    Requesting,

    /// <summary>Has an address.</summary>
    Bound,

    /// <summary>Has one and asks its server for more time.</summary>
    Renewing,

    /// <summary>Has one and asks any server for more time.</summary>
    Rebinding,
}
