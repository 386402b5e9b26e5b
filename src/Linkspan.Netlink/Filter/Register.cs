namespace Linkspan.Netlink.Filter;

/// <summary>Registers of a rule. The four of 16 bytes lie over the sixteen of 4 bytes: R1 is W0 to W3.</summary>
public enum Register : uint
{
    /// <summary><c>NFT_REG_VERDICT</c>.</summary>
    Verdict = 0,

    /// <summary><c>NFT_REG_1</c>.</summary>
    R1 = 1,

    /// <summary><c>NFT_REG_2</c>.</summary>
    R2 = 2,

    /// <summary><c>NFT_REG_3</c>.</summary>
    R3 = 3,

    /// <summary><c>NFT_REG_4</c>.</summary>
    R4 = 4,

    /// <summary><c>NFT_REG32_00</c>.</summary>
    W0 = 8,

    /// <summary><c>NFT_REG32_01</c>.</summary>
    W1 = 9,

    /// <summary><c>NFT_REG32_02</c>.</summary>
    W2 = 10,

    /// <summary><c>NFT_REG32_03</c>.</summary>
    W3 = 11,

    /// <summary><c>NFT_REG32_04</c>.</summary>
    W4 = 12,

    /// <summary><c>NFT_REG32_05</c>.</summary>
    W5 = 13,

    /// <summary><c>NFT_REG32_06</c>.</summary>
    W6 = 14,

    /// <summary><c>NFT_REG32_07</c>.</summary>
    W7 = 15,

    /// <summary><c>NFT_REG32_08</c>.</summary>
    W8 = 16,

    /// <summary><c>NFT_REG32_09</c>.</summary>
    W9 = 17,

    /// <summary><c>NFT_REG32_10</c>.</summary>
    W10 = 18,

    /// <summary><c>NFT_REG32_11</c>.</summary>
    W11 = 19,

    /// <summary><c>NFT_REG32_12</c>.</summary>
    W12 = 20,

    /// <summary><c>NFT_REG32_13</c>.</summary>
    W13 = 21,

    /// <summary><c>NFT_REG32_14</c>.</summary>
    W14 = 22,

    /// <summary><c>NFT_REG32_15</c>.</summary>
    W15 = 23,
}
