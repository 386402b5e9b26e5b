using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json.Serialization;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>
/// EndpointSettings: what a user asks of a membership (connect, create), and what it is (container inspect). The second half is
/// ignored in requests.
/// </summary>
internal sealed record EndpointBody
{
    [JsonPropertyName("IPAMConfig")]
    public EndpointIpamBody? IpamConfig { get; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    public string? MacAddress { get; init; }

    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>Since API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GwPriority { get; init; }

    public string? NetworkID { get; init; }

    public string? EndpointID { get; init; }

    public string? Gateway { get; init; }

    public string? IPAddress { get; init; }

    public int IPPrefixLen { get; init; }

    public string? IPv6Gateway { get; init; }

    public string? GlobalIPv6Address { get; init; }

    public int GlobalIPv6PrefixLen { get; init; }

    public IReadOnlyList<string>? DNSNames { get; init; }

    /// <summary>The request in the engine's terms.</summary>
    /// <exception cref="LinkspanException">Invalid: an address that is none.</exception>
    public EndpointRequest ToRequest(string network) => new()
    {
        Network = network,
        IPv4 = Address(IpamConfig?.IPv4Address),
        IPv6 = Address(IpamConfig?.IPv6Address),
        LinkLocal = [.. (IpamConfig?.LinkLocalIPs ?? []).Select(Address).OfType<IPAddress>()],
        Mac = Mac(MacAddress),
        Aliases = Aliases ?? [],
        Links = Links ?? [],
        Options = DriverOpts ?? new Dictionary<string, string>(StringComparer.Ordinal),
        GatewayPriority = GwPriority ?? 0,
    };

    /// <summary>Reads a hardware address; null and empty mean none.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static PhysicalAddress? Mac(string? text) => string.IsNullOrEmpty(text)
        ? null
        : PhysicalAddress.TryParse(text, out PhysicalAddress? mac) && mac.GetAddressBytes().Length == 6
            ? mac
            : throw new LinkspanException(ErrorKind.Invalid, $"invalid MAC address {text}; write six pairs of hexadecimal digits, as in 02:42:ac:11:00:02");

    private static IPAddress? Address(string? text) => string.IsNullOrEmpty(text)
        ? null
        : System.Net.IPAddress.TryParse(text, out IPAddress? address)
            ? address
            : throw new LinkspanException(ErrorKind.Invalid, $"invalid JSON: ParseAddr(\"{text}\"): unable to parse IP");
}
