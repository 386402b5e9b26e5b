using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Header <c>X-Registry-Auth</c>, decoded.</summary>
internal sealed record RegistryAuthBody
{
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }
}
