namespace Linkspan.Netlink.Route;

/// <summary>State of a neighbour (<c>ndm_state</c>, linux/neighbour.h).</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary><c>NUD_NONE</c>.</summary>
    None = 0,

    /// <summary><c>NUD_INCOMPLETE</c>.</summary>
    Incomplete = 0x01,

    /// <summary><c>NUD_REACHABLE</c>.</summary>
    Reachable = 0x02,

    /// <summary><c>NUD_STALE</c>.</summary>
    Stale = 0x04,

    /// <summary><c>NUD_DELAY</c>.</summary>
    Delay = 0x08,

    /// <summary><c>NUD_PROBE</c>.</summary>
    Probe = 0x10,

    /// <summary><c>NUD_FAILED</c>.</summary>
    Failed = 0x20,

    /// <summary>In an FDB: kept, but not flooded on: <c>NUD_NOARP</c>.</summary>
    NoArp = 0x40,

    /// <summary>Never ages: <c>NUD_PERMANENT</c>.</summary>
    Permanent = 0x80,
}
