namespace Linkspan.Engine.Model;

/// <summary>What a user asks for with <c>network create</c>.</summary>
public sealed record NetworkRequest
{
    /// <summary>Name of the network.</summary>
    public required string Name { get; init; }

    /// <summary>Driver; empty means <c>bridge</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Scope; empty or <c>local</c> here.</summary>
    public string Scope { get; init; } = "";

    /// <summary>IPv4; null means the default (on).</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>IPv6; null means the default (off).</summary>
    public bool? EnableIPv6 { get; init; }

    /// <summary><c>--internal</c>.</summary>
    public bool Internal { get; init; }

    /// <summary><c>--attachable</c>.</summary>
    public bool Attachable { get; init; }

    /// <summary><c>--ingress</c>.</summary>
    public bool Ingress { get; init; }

    /// <summary><c>--config-only</c>: settings for other networks.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary><c>--config-from</c>: the network that holds the settings; empty for none.</summary>
    public string ConfigFrom { get; init; } = "";

    /// <summary>IPAM driver; empty means <c>default</c>.</summary>
    public string IpamDriver { get; init; } = "";

    /// <summary>IPAM options.</summary>
    public IReadOnlyDictionary<string, string> IpamOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>IPAM configurations in the order given.</summary>
    public IReadOnlyList<SubnetRequest> Subnets { get; init; } = [];

    /// <summary>Driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
