namespace Linkspan.Engine.Plans;

/// <summary>Kinds of facts in the order in which they are made; they are removed in the reverse order.</summary>
internal enum FactKind
{
    /// <summary>A pinned network namespace.</summary>
    Sandbox,

    /// <summary>A bridge on the host.</summary>
    Bridge,

    /// <summary>What keeps a bridge closed while the firewall is gone; before the first container is on it.</summary>
    Guard,

    /// <summary>A pair of links, host and sandbox.</summary>
    Veth,

    /// <summary>A value below /proc/sys; before addresses, since it may allow them.</summary>
    Sysctl,

    /// <summary>An address on a link.</summary>
    Address,

    /// <summary>A route.</summary>
    Route,

    /// <summary>An element of a set or map of the firewall table.</summary>
    Element,

    /// <summary>The redirection of DNS within a sandbox.</summary>
    Resolver,
}
