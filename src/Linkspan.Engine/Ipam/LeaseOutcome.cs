namespace Linkspan.Engine.Ipam;

/// <summary>What became of a request for an address.</summary>
internal enum LeaseOutcome
{
    /// <summary>Given.</summary>
    Leased,

    /// <summary>The address wanted lies in another range.</summary>
    OutsideSubnet,

    /// <summary>The address wanted is a gateway's, an auxiliary one, or another endpoint's.</summary>
    InUse,

    /// <summary>No address is left.</summary>
    Exhausted,
}
