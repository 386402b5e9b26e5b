namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of a rule.</summary>
internal static class RuleAttribute
{
    /// <summary><c>NFTA_RULE_TABLE</c>.</summary>
    public const ushort Table = 1;

    /// <summary><c>NFTA_RULE_CHAIN</c>.</summary>
    public const ushort Chain = 2;

    /// <summary><c>NFTA_RULE_HANDLE</c>.</summary>
    public const ushort Handle = 3;

    /// <summary><c>NFTA_RULE_EXPRESSIONS</c>.</summary>
    public const ushort Expressions = 4;

    /// <summary><c>NFTA_RULE_POSITION</c>.</summary>
    public const ushort Position = 6;

    /// <summary><c>NFTA_RULE_USERDATA</c>.</summary>
    public const ushort UserData = 7;
}
