using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Drivers;

/// <summary>Docker's driver options of a bridge network: reads them, refuses what cannot be, warns of what has no effect.</summary>
internal static class BridgeOptions
{
    /// <summary>Name of the Linux bridge.</summary>
    public const string BridgeName = "com.docker.network.bridge.name";

    /// <summary>Inter-container traffic.</summary>
    public const string InterContainer = "com.docker.network.bridge.enable_icc";

    /// <summary>Masquerading.</summary>
    public const string Masquerade = "com.docker.network.bridge.enable_ip_masquerade";

    /// <summary>Default host address of published ports.</summary>
    public const string HostBinding = "com.docker.network.bridge.host_binding_ipv4";

    /// <summary>Treatment of IPv4.</summary>
    public const string GatewayMode4 = "com.docker.network.bridge.gateway_mode_ipv4";

    /// <summary>Treatment of IPv6.</summary>
    public const string GatewayMode6 = "com.docker.network.bridge.gateway_mode_ipv6";

    /// <summary>No IPv4 address on the bridge.</summary>
    public const string InhibitIPv4 = "com.docker.network.bridge.inhibit_ipv4";

    /// <summary>Mark of the default bridge.</summary>
    public const string DefaultBridge = "com.docker.network.bridge.default_bridge";

    /// <summary>MTU.</summary>
    public const string Mtu = "com.docker.network.driver.mtu";

    /// <summary>Prefix of interface names in containers.</summary>
    public const string InterfacePrefix = "com.docker.network.container_iface_prefix";

    /// <summary>Fixed source address of IPv4 egress.</summary>
    public const string HostIPv4 = "com.docker.network.host_ipv4";

    /// <summary>Fixed source address of IPv6 egress.</summary>
    public const string HostIPv6 = "com.docker.network.host_ipv6";

    /// <summary>IPv4 switch as an option; the field wins.</summary>
    public const string EnableIPv4 = "com.docker.network.enable_ipv4";

    /// <summary>IPv6 switch as an option; the field wins.</summary>
    public const string EnableIPv6 = "com.docker.network.enable_ipv6";

    private const int MaximumMtu = 65535;
    private const int MinimumMtu = 68; // RFC 791; the bridge refuses less
    private const int MinimumMtu6 = 1280; // RFC 8200, 5

    private static readonly string[] Known =
    [
        BridgeName, InterContainer, Masquerade, HostBinding, GatewayMode4, GatewayMode6, InhibitIPv4, DefaultBridge, Mtu,
        InterfacePrefix, HostIPv4, HostIPv6, EnableIPv4, EnableIPv6, AccessOption.Name,
    ];

    /// <summary>Reads the options of a network.</summary>
    /// <param name="options">As the user gave them.</param>
    /// <param name="defaultBridge">Bridge name where none is given.</param>
    /// <param name="defaultMtuBytes">MTU where none is given: the uplink's.</param>
    /// <param name="network">Whether it has no way out, and whether it carries IPv6, which sets a lower bound to the MTU.</param>
    /// <param name="warnings">Receives one sentence for each option that has no effect.</param>
    /// <exception cref="LinkspanException">Invalid: a value that cannot be, with the option's name.</exception>
    public static BridgeSettings Parse(
        IReadOnlyDictionary<string, string> options, string defaultBridge, int defaultMtuBytes, (bool IsInternal, bool WithIPv6) network, List<string> warnings)
    {
        WarnOfUnknown(options, Known, "bridge", warnings);
        GatewayMode mode4 = Mode(options, GatewayMode4, network.IsInternal);
        GatewayMode mode6 = Mode(options, GatewayMode6, network.IsInternal);
        return new BridgeSettings
        {
            Bridge = LinkName(options, BridgeName) ?? defaultBridge,
            InterContainer = Flag(options, InterContainer) ?? true,
            Masquerade = Flag(options, Masquerade) ?? true,
            DefaultHostAddress = Address(options, HostBinding, family: null),
            Gateway4 = mode4,
            Gateway6 = mode6,
            SourceAddress4 = Address(options, HostIPv4, AddressFamily.InterNetwork),
            SourceAddress6 = Address(options, HostIPv6, AddressFamily.InterNetworkV6),
            MtuBytes = MtuBytes(options, network.WithIPv6, "bridge") ?? defaultMtuBytes,
            InterfacePrefix = LinkPrefix(options) ?? "eth",
            InhibitIPv4 = Flag(options, InhibitIPv4) ?? false,
            Access = AccessOption.Parse(options.GetValueOrDefault(AccessOption.Name), AccessOption.Name) ?? PublishAccess.Any,
        };
    }

    /// <summary>Adds a warning for each option that a driver does not know, with the one that may have been meant.</summary>
    public static void WarnOfUnknown(IReadOnlyDictionary<string, string> options, string[] known, string driver, List<string> warnings)
    {
        foreach (string name in options.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            string? near = NearMatch.Find(name, known);
            warnings.Add($"driver option {name} is unknown to {driver} networks and has no effect" + (near is null ? "" : $"; did you mean {near}?"));
        }
    }

    /// <summary>Reads a boolean as Docker does (Go's ParseBool).</summary>
    /// <returns>Null where the option is absent.</returns>
    public static bool? Flag(IReadOnlyDictionary<string, string> options, string name) =>
        options.TryGetValue(name, out string? text)
            ? text switch
            {
                "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
                "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
                _ => throw Unreadable(name, text, "use true or false"),
            }
            : null;

    /// <summary>Checks a link's name by the kernel's rule (dev_valid_name in net/core/dev.c).</summary>
    public static bool IsLinkName(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 15 && name is not ("." or "..") &&
        !name.Any(static character => character is '/' or ':' || char.IsWhiteSpace(character));

    private static GatewayMode Mode(IReadOnlyDictionary<string, string> options, string name, bool isInternal)
    {
        GatewayMode mode = options.GetValueOrDefault(name) switch
        {
            null or "" or "nat" => GatewayMode.Nat,
            "nat-unprotected" => GatewayMode.NatUnprotected,
            "routed" => GatewayMode.Routed,
            "isolated" => GatewayMode.Isolated,
            string unknown => throw new LinkspanException(
                ErrorKind.Invalid,
                $"failed to parse {name} value: {unknown} (unknown gateway mode {unknown}); use nat, nat-unprotected, routed or isolated"),
        };
        return mode == GatewayMode.Isolated && !isInternal
            ? throw new LinkspanException(ErrorKind.Invalid, "gateway mode 'isolated' can only be used for an internal network; add --internal")
            : mode;
    }

    /// <summary>Reads the MTU.</summary>
    /// <returns>Bytes; null where none is given, or 0.</returns>
    public static int? MtuBytes(IReadOnlyDictionary<string, string> options, bool withIPv6, string driver)
    {
        if (!options.TryGetValue(Mtu, out string? text))
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int mtu))
        {
            throw Unreadable(Mtu, text, "use a number of bytes");
        }

        if (mtu == 0)
        {
            return null;
        }

        int minimum = withIPv6 ? MinimumMtu6 : MinimumMtu;
        return mtu >= minimum && mtu <= MaximumMtu
            ? mtu
            : throw new LinkspanException(
                ErrorKind.Invalid, $"invalid MTU number: {mtu}; a {driver} network {(withIPv6 ? "with IPv6 " : "")}takes {minimum} to {MaximumMtu} bytes");
    }

    private static string? LinkName(IReadOnlyDictionary<string, string> options, string option)
    {
        if (!options.TryGetValue(option, out string? name) || name.Length == 0)
        {
            return null;
        }

        return IsLinkName(name)
            ? name
            : throw new LinkspanException(
                ErrorKind.Invalid, $"{option}={name} is no name for a link; use 1 to 15 bytes without blanks, slashes and colons");
    }

    /// <summary>Reads the prefix of interface names; null where none is given.</summary>
    public static string? LinkPrefix(IReadOnlyDictionary<string, string> options) =>
        options.TryGetValue(InterfacePrefix, out string? prefix) && prefix.Length > 0
            ? IsLinkName(prefix + "99")
                ? prefix
                : throw new LinkspanException(ErrorKind.Invalid, $"{InterfacePrefix}={prefix} is too long or holds characters that link names cannot")
            : null;

    private static IPAddress? Address(IReadOnlyDictionary<string, string> options, string name, AddressFamily? family)
    {
        if (!options.TryGetValue(name, out string? text) || text.Length == 0)
        {
            return null;
        }

        return IPAddress.TryParse(text, out IPAddress? address) && (family is null || address.AddressFamily == family)
            ? address
            : throw Unreadable(name, text, "use an IP address");
    }

    private static LinkspanException Unreadable(string name, string text, string remedy) =>
        new(ErrorKind.Invalid, $"failed to parse {name} value: {text}; {remedy}");
}
