using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Body of <c>POST /containers/create</c>.</summary>
internal sealed record ContainerCreateBody : ConfigBody
{
    public HostConfigBody? HostConfig { get; init; }

    public NetworkingBody? NetworkingConfig { get; init; }

    /// <summary>Fields that mean nothing here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}
