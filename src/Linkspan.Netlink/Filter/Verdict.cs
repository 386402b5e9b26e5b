namespace Linkspan.Netlink.Filter;

/// <summary>What becomes of a packet: an end, or a way on through the chains.</summary>
public readonly record struct Verdict
{
    private Verdict(int code, string? chain)
    {
        Code = code;
        Chain = chain;
    }

    /// <summary>The packet is gone: <c>NF_DROP</c>.</summary>
    public static Verdict Drop => new(0, null);

    /// <summary>The packet passes this hook's chain: <c>NF_ACCEPT</c>.</summary>
    public static Verdict Accept => new(1, null);

    /// <summary>Back to the rule after the jump: <c>NFT_RETURN</c>.</summary>
    public static Verdict Return => new(-5, null);

    /// <summary>On with the next rule: <c>NFT_CONTINUE</c>.</summary>
    public static Verdict Continue => new(-1, null);

    /// <summary>Code in the kernel.</summary>
    public int Code { get; }

    /// <summary>Chain of a jump or goto.</summary>
    public string? Chain { get; }

    /// <summary>To a chain and back after it: <c>NFT_JUMP</c>.</summary>
    public static Verdict Jump(string chain) => new(-3, chain);

    /// <summary>To a chain and not back: <c>NFT_GOTO</c>.</summary>
    public static Verdict Goto(string chain) => new(-4, chain);

    /// <summary>The verdict with that code.</summary>
    internal static Verdict From(int code, string? chain) => new(code, chain);
}
