namespace Linkspan.Dns.Kernel;

/// <summary>A descriptor that an <see cref="EventLoop"/> watches; its methods run on the loop's thread only.</summary>
internal abstract class LoopSource
{
    /// <summary>The descriptor; −1 when closed.</summary>
    public int Descriptor { get; protected set; } = -1;

    internal int Slot { get; set; } = -1;

    internal EpollEvents Interest { get; set; }

    /// <summary>The descriptor is ready, or its error or end is to be fetched.</summary>
    public abstract void Ready(EpollEvents events);
}
