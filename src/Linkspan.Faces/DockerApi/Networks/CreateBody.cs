using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Body of <c>POST /networks/create</c>.</summary>
internal sealed record CreateBody
{
    public string? Name { get; init; }

    public string? Driver { get; init; }

    public string? Scope { get; init; }

    public bool? EnableIPv4 { get; init; }

    public bool? EnableIPv6 { get; init; }

    [JsonPropertyName("IPAM")]
    public IpamBody? Ipam { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public bool ConfigOnly { get; init; }

    public ConfigFromBody? ConfigFrom { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
