using System.Net;
using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>The names of one endpoint on its network.</summary>
public sealed record KeeperEndpoint
{
    /// <summary>Id of the network.</summary>
    public required string Network { get; init; }

    /// <summary>Name of the network, the suffix in <c>name.network</c> and in the answer to a reverse query.</summary>
    public required string NetworkName { get; init; }

    /// <summary>Id of the endpoint, unique on its network.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Its names, the first one being that of reverse queries; several endpoints may share a name (round robin).</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>IPv4 address, if any.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? IPv4 { get; init; }

    /// <summary>IPv6 address, if any.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? IPv6 { get; init; }
}
