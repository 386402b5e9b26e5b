using System.Globalization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Drivers;

/// <summary>Driver options of networks on a parent: Docker's, with its words where a value cannot be, and our own.</summary>
internal static class ParentOptions
{
    /// <summary>The lower link.</summary>
    public const string Parent = "parent";

    /// <summary>Mode of a macvlan network.</summary>
    public const string MacvlanMode = "macvlan_mode";

    /// <summary>Layer of an ipvlan network.</summary>
    public const string IpvlanMode = "ipvlan_mode";

    /// <summary>Mode of an ipvlan network.</summary>
    public const string IpvlanFlag = "ipvlan_flag";

    /// <summary>The host reaches the containers.</summary>
    public const string HostAccess = "linkspan.host_access";

    /// <summary>Addresses are probed before use.</summary>
    public const string DuplicateDetection = "linkspan.duplicate_detection";

    /// <summary>Broadcast frames that may wait.</summary>
    public const string BroadcastQueue = "linkspan.broadcast_queue";

    /// <summary>Seconds that a DHCP server has to answer.</summary>
    public const string DhcpTimeout = "linkspan.dhcp.timeout";

    /// <summary>What becomes of a container when no DHCP server answers.</summary>
    public const string DhcpFallback = "linkspan.dhcp.fallback";

    /// <summary>NIC that moves into the container.</summary>
    public const string Device = "linkspan.device";

    private const int LongestDhcpTimeout = 120;
    private const int LongestQueue = 1_000_000;

    private static readonly string[] Common =
    [
        Parent, HostAccess, DuplicateDetection, DhcpTimeout, DhcpFallback, BridgeOptions.Mtu, BridgeOptions.InterfacePrefix, BridgeOptions.EnableIPv4, BridgeOptions.EnableIPv6,
    ];

    private static readonly string[] OfMacvlan = [.. Common, MacvlanMode, BroadcastQueue];
    private static readonly string[] OfIpvlan = [.. Common, IpvlanMode, IpvlanFlag];

    private static readonly string[] OfDevice = [Device, BridgeOptions.InterfacePrefix, BridgeOptions.EnableIPv4, BridgeOptions.EnableIPv6];

    private static readonly string[] OfTransparent =
        [Parent, DuplicateDetection, DhcpTimeout, DhcpFallback, BridgeOptions.InterContainer, BridgeOptions.InterfacePrefix, BridgeOptions.EnableIPv4, BridgeOptions.EnableIPv6];

    /// <summary>Reads what is particular to macvlan; the parent is the caller's to find.</summary>
    /// <exception cref="LinkspanException">Invalid: a value that cannot be.</exception>
    public static MacvlanSettings Macvlan(IReadOnlyDictionary<string, string> options, bool withIPv6, List<string> warnings)
    {
        BridgeOptions.WarnOfUnknown(options, OfMacvlan, "macvlan", warnings);
        var own = new MacvlanSettings
        {
            Parent = options.GetValueOrDefault(Parent) ?? "",
            MtuBytes = BridgeOptions.MtuBytes(options, withIPv6, "macvlan") ?? 0,
            HostAccess = BridgeOptions.Flag(options, HostAccess) ?? false,
            BroadcastQueueLength = QueueLength(options),
            Mode = options.GetValueOrDefault(MacvlanMode) switch
            {
                null or "" or "bridge" => SegmentMode.Bridge,
                "private" => SegmentMode.Private,
                "vepa" => SegmentMode.Vepa,
                "passthru" => SegmentMode.PassThrough,
                string unknown => throw Invalid(
                    $"requested macvlan mode '{unknown}' is not valid, 'bridge' mode is the macvlan driver default; use bridge, private, vepa or passthru"),
            },
        };
        return WithShared(own, options);
    }

    /// <summary>Reads what is particular to ipvlan.</summary>
    /// <exception cref="LinkspanException">Invalid: a value that cannot be.</exception>
    public static IpvlanSettings Ipvlan(IReadOnlyDictionary<string, string> options, bool withIPv6, List<string> warnings)
    {
        BridgeOptions.WarnOfUnknown(options, OfIpvlan, "ipvlan", warnings);
        var own = new IpvlanSettings
        {
            Parent = options.GetValueOrDefault(Parent) ?? "",
            MtuBytes = BridgeOptions.MtuBytes(options, withIPv6, "ipvlan") ?? 0,
            HostAccess = BridgeOptions.Flag(options, HostAccess) ?? false,
            Layer = options.GetValueOrDefault(IpvlanMode) switch
            {
                null or "" or "l2" => IpvlanLayer.L2,
                "l3" => IpvlanLayer.L3,
                "l3s" => IpvlanLayer.L3S,
                string unknown => throw Invalid($"requested ipvlan mode '{unknown}' is not valid, 'l2' mode is the ipvlan driver default; use l2, l3 or l3s"),
            },
            Mode = options.GetValueOrDefault(IpvlanFlag) switch
            {
                null or "" or "bridge" => SegmentMode.Bridge,
                "private" => SegmentMode.Private,
                "vepa" => SegmentMode.Vepa,
                string unknown => throw Invalid(
                    $"requested ipvlan flag '{unknown}' is not valid, 'bridge' is the ipvlan driver default; use bridge, private or vepa"),
            },
        };
        return WithShared(own, options);
    }

    /// <summary>Reads the options of a network of driver device.</summary>
    /// <exception cref="LinkspanException">Invalid: no NIC is named.</exception>
    public static DeviceSettings DeviceOf(IReadOnlyDictionary<string, string> options, List<string> warnings)
    {
        BridgeOptions.WarnOfUnknown(options, OfDevice, "device", warnings);
        return new DeviceSettings
        {
            Device = options.GetValueOrDefault(Device) is { Length: > 0 } device
                ? device
                : throw Invalid($"a network of driver device gives its container a NIC of the host: name it with -o {Device}=NAME"),
            MtuBytes = 0,
            InterfacePrefix = BridgeOptions.LinkPrefix(options) ?? "eth",
        };
    }

    /// <summary>Reads what is particular to transparent networks; the bridge is the caller's to find.</summary>
    /// <exception cref="LinkspanException">Invalid: a value that cannot be.</exception>
    public static TransparentSettings Transparent(IReadOnlyDictionary<string, string> options, List<string> warnings)
    {
        BridgeOptions.WarnOfUnknown(options, OfTransparent, "transparent", warnings);
        var own = new TransparentSettings
        {
            Parent = options.GetValueOrDefault(Parent) ?? "",
            Bridge = "",
            MtuBytes = 0,
            IsolatesContainers = !(BridgeOptions.Flag(options, BridgeOptions.InterContainer) ?? true),
        };
        return WithShared(own, options);
    }

    /// <summary>Adds what means the same on every kind of network on a parent.</summary>
    private static T WithShared<T>(T own, IReadOnlyDictionary<string, string> options)
        where T : ParentSettings => (T)((ParentSettings)own with
        {
            InterfacePrefix = BridgeOptions.LinkPrefix(options) ?? "eth",
            ProbesAddresses = BridgeOptions.Flag(options, DuplicateDetection) ?? true,
            DhcpTimeoutSeconds = TimeoutSeconds(options),
            FallsBackToLinkLocal = FallsBack(options),
        });

    private static int TimeoutSeconds(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(DhcpTimeout, out string? text))
        {
            return 10;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= LongestDhcpTimeout
            ? seconds
            : throw Invalid($"failed to parse {DhcpTimeout} value: {text}; use a number of seconds from 1 to {LongestDhcpTimeout}");
    }

    private static bool FallsBack(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault(DhcpFallback) switch
    {
        null or "" or "refuse" => false,
        "link-local" => true,
        string unknown => throw Invalid($"failed to parse {DhcpFallback} value: {unknown}; use link-local, or refuse (the default)"),
    };

    private static int? QueueLength(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(BroadcastQueue, out string? text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= LongestQueue
            ? length
            : throw Invalid($"failed to parse {BroadcastQueue} value: {text}; use a number of frames up to {LongestQueue}");
    }

    private static LinkspanException Invalid(string message) => new(ErrorKind.Invalid, message);
}
