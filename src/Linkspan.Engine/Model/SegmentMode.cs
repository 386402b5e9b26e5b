namespace Linkspan.Engine.Model;

/// <summary>How links that share a parent treat one another.</summary>
public enum SegmentMode
{
    /// <summary>They reach each other directly (the default).</summary>
    Bridge,

    /// <summary>They never reach each other.</summary>
    Private,

    /// <summary>By way of the switch outside, which must send frames back where they came from (IEEE 802.1Qbg).</summary>
    Vepa,

    /// <summary>There is one only, and it takes the parent over, MAC included.</summary>
    PassThrough,
}
