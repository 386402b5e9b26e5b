using System.Net;

namespace Linkspan.Dhcp.Client;

/// <summary>Who asks, and for what.</summary>
public sealed record DhcpClientOptions
{
    /// <summary>Hardware address of the link that is to have the address, 6 bytes.</summary>
    public required byte[] Hardware { get; init; }

    /// <summary>What the server knows the client by, its type byte included; empty lets it go by the hardware address.</summary>
    public byte[] ClientIdentifier { get; init; } = [];

    /// <summary>The client's name, or empty.</summary>
    public string HostName { get; init; } = "";

    /// <summary>
    /// Answers to the client's own address cannot be heard: more time is asked for as after a restart (RFC 2131 section 4.3.2, INIT-REBOOT), which
    /// servers answer to all.
    /// </summary>
    public bool HearsBroadcastOnly { get; init; }

    /// <summary>The address that it had or would like.</summary>
    public IPAddress? Wanted { get; init; }
}
