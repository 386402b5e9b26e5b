using System.Net;

namespace Linkspan.Engine.Model;

/// <summary>What a bridge network's driver options mean, parsed and checked once at create.</summary>
public sealed record BridgeSettings : LinkSettings
{
    /// <summary>Name of the Linux bridge, at most 15 bytes.</summary>
    public required string Bridge { get; init; }

    /// <summary>True where the bridge existed before the network: it is joined, never removed.</summary>
    public bool Adopted { get; init; }

    /// <summary>Addresses that an adopted bridge had before: they are used as gateways and left on it.</summary>
    public IReadOnlyList<IPAddress> ForeignAddresses { get; init; } = [];

    /// <summary>Containers of the network reach each other (<c>enable_icc</c>).</summary>
    public bool InterContainer { get; init; } = true;

    /// <summary>Egress leaves with the host's address (<c>enable_ip_masquerade</c>).</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Host address of published ports that name none; null means every address of both families.</summary>
    public IPAddress? DefaultHostAddress { get; init; }

    /// <summary>Treatment of IPv4 at the gateway.</summary>
    public GatewayMode Gateway4 { get; init; }

    /// <summary>Treatment of IPv6 at the gateway.</summary>
    public GatewayMode Gateway6 { get; init; }

    /// <summary>Fixed source address of IPv4 egress instead of masquerading (<c>host_ipv4</c>).</summary>
    public IPAddress? SourceAddress4 { get; init; }

    /// <summary>Fixed source address of IPv6 egress instead of masquerading (<c>host_ipv6</c>).</summary>
    public IPAddress? SourceAddress6 { get; init; }

    /// <summary>The bridge carries no IPv4 address (<c>inhibit_ipv4</c>).</summary>
    public bool InhibitIPv4 { get; init; }

    /// <summary>
    /// Who may reach published ports (<c>linkspan.publish_access</c>). Not stored: it is read from the network's options at each start, since
    /// a network without the option follows the daemon's flag.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PublishAccess Access { get; init; } = PublishAccess.Any;
}
