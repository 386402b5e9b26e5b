namespace Linkspan.Netlink.Route;

/// <summary>Something that changed; exactly one of the objects is set, or none where events were lost.</summary>
/// <param name="Removed">The object is gone; else it is new or changed.</param>
public readonly record struct RouteEvent(bool Removed)
{
    /// <summary>Events were lost (ENOBUFS): list everything anew.</summary>
    public bool Resynchronise { get; init; }

    /// <summary>The link.</summary>
    public Link? Link { get; init; }

    /// <summary>The address.</summary>
    public LinkAddress? Address { get; init; }

    /// <summary>The route.</summary>
    public Route? Route { get; init; }

    /// <summary>The neighbour or forwarding entry.</summary>
    public Neighbour? Neighbour { get; init; }
}
