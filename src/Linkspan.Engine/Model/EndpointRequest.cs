using System.Collections.ObjectModel;
using System.Net;
using System.Net.NetworkInformation;

namespace Linkspan.Engine.Model;

/// <summary>What a user asks of one membership; kept with the container while it is stopped.</summary>
public sealed record EndpointRequest
{
    /// <summary>Name, id or unique id prefix of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Address wanted (<c>--ip</c>).</summary>
    public IPAddress? IPv4 { get; init; }

    /// <summary>Address wanted (<c>--ip6</c>).</summary>
    public IPAddress? IPv6 { get; init; }

    /// <summary>Link-local addresses to add.</summary>
    public IReadOnlyList<IPAddress> LinkLocal { get; init; } = [];

    /// <summary>Hardware address wanted.</summary>
    public PhysicalAddress? Mac { get; init; }

    /// <summary>Further names on this network (<c>--network-alias</c>).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Links in Docker's form <c>name</c> or <c>name:alias</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Options such as <c>com.docker.network.endpoint.ifname</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Priority for the default route.</summary>
    public int GatewayPriority { get; init; }
}
