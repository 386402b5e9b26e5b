using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Addresses asked for on a network.</summary>
internal sealed record EndpointIpamBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv4Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv6Address { get; init; }

    [JsonPropertyName("LinkLocalIPs")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LinkLocalIPs { get; init; }
}
