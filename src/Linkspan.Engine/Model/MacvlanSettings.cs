namespace Linkspan.Engine.Model;

/// <summary>What a macvlan network's driver options mean, parsed and checked once at create.</summary>
public sealed record MacvlanSettings : ParentSettings
{
    /// <summary>How the network's links treat one another (<c>macvlan_mode</c>).</summary>
    public SegmentMode Mode { get; init; }

    /// <summary>Broadcast frames that may wait for distribution (<c>linkspan.broadcast_queue</c>); null leaves the kernel's 1000.</summary>
    public int? BroadcastQueueLength { get; init; }
}
