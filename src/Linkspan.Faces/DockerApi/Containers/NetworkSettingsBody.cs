using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Network part of a container's inspect; the fields from <see cref="EndpointID"/> on tell of the default bridge alone.</summary>
internal sealed record NetworkSettingsBody
{
    public string Bridge { get; init; } = "";

    public string SandboxID { get; init; } = "";

    public string SandboxKey { get; init; } = "";

    public required IReadOnlyDictionary<string, IReadOnlyList<PortBindingBody>?> Ports { get; init; }

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get; init; } = "";

    public int LinkLocalIPv6PrefixLen { get; init; }

    public IReadOnlyList<string>? SecondaryIPAddresses { get; init; }

    [JsonPropertyName("SecondaryIPv6Addresses")]
    public IReadOnlyList<string>? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get; init; } = "";

    public string Gateway { get; init; } = "";

    public string GlobalIPv6Address { get; init; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get; init; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init; } = "";

    public string MacAddress { get; init; } = "";

    public required IReadOnlyDictionary<string, EndpointBody> Networks { get; init; }
}
