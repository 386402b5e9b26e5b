namespace Linkspan.Netlink.Route;

/// <summary>That something changed, and what: enough to know where to look, decoded without allocating.</summary>
/// <param name="Kind">What kind of object; exactly one bit, or none where changes were lost (ENOBUFS) and all must be looked at anew.</param>
/// <param name="Space">Number that the listener's namespace has for the one that it happened in; −1 for its own.</param>
/// <param name="Link">Index of the link concerned; 0 where the change does not name one.</param>
/// <param name="Port">Port of the socket that asked for it; 0 where the kernel did it by itself.</param>
public readonly record struct RouteChange(RouteGroups Kind, int Space, int Link, uint Port)
{
    /// <summary>Group of the link, where <see cref="Kind"/> is a link; else 0.</summary>
    public uint Group { get; init; }

    /// <summary>True where a link or route is gone.</summary>
    public bool Gone { get; init; }

    /// <summary>Changes were lost.</summary>
    public bool Resynchronise => Kind == RouteGroups.None;
}
