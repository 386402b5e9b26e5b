using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>A network as list and inspect show it.</summary>
internal sealed record NetworkBody
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Created { get; init; }

    public string Scope { get; init; } = "local";

    public required string Driver { get; init; }

    /// <summary>Since API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? EnableIPv4 { get; init; }

    public bool EnableIPv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public required IpamBody Ipam { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public ConfigFromBody ConfigFrom { get; init; } = new("");

    public bool ConfigOnly { get; init; }

    public IReadOnlyDictionary<string, MemberBody> Containers { get; init; } = new Dictionary<string, MemberBody>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
