namespace Linkspan.Engine.Model;

/// <summary>What an ipvlan network's driver options mean, parsed and checked once at create.</summary>
public sealed record IpvlanSettings : ParentSettings
{
    /// <summary>Layer at which the parent forwards (<c>ipvlan_mode</c>).</summary>
    public IpvlanLayer Layer { get; init; }

    /// <summary>How the network's links treat one another (<c>ipvlan_flag</c>); never <see cref="SegmentMode.PassThrough"/>.</summary>
    public SegmentMode Mode { get; init; }
}
