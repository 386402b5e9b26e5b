namespace Linkspan.Netlink.Filter;

/// <summary>Attributes of an expression.</summary>
internal static class ExpressionAttribute
{
    /// <summary><c>NFTA_EXPR_NAME</c>.</summary>
    public const ushort Name = 1;

    /// <summary><c>NFTA_EXPR_DATA</c>.</summary>
    public const ushort Data = 2;
}
