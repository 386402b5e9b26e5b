namespace Linkspan.Netlink.Route;

/// <summary>Attributes of a routing rule (linux/fib_rules.h).</summary>
public static class RuleAttribute
{
    /// <summary><c>FRA_DST</c>.</summary>
    public const ushort Destination = 1;

    /// <summary><c>FRA_SRC</c>.</summary>
    public const ushort Source = 2;

    /// <summary><c>FRA_IIFNAME</c>.</summary>
    public const ushort InputName = 3;

    /// <summary><c>FRA_PRIORITY</c>.</summary>
    public const ushort Priority = 6;

    /// <summary><c>FRA_FWMARK</c>.</summary>
    public const ushort Mark = 10;

    /// <summary><c>FRA_SUPPRESS_PREFIXLEN</c>.</summary>
    public const ushort SuppressPrefixLength = 14;

    /// <summary><c>FRA_TABLE</c>.</summary>
    public const ushort Table = 15;

    /// <summary><c>FRA_FWMASK</c>.</summary>
    public const ushort MarkMask = 16;

    /// <summary><c>FRA_OIFNAME</c>.</summary>
    public const ushort OutputName = 17;
}
