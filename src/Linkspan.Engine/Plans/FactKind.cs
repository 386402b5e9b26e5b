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

    /// <summary>A link made to be a parent: a VLAN, or one that leads nowhere.</summary>
    Parent,

    /// <summary>A NIC in a bridge of ours.</summary>
    Uplink,

    /// <summary>A pair of links, host and sandbox.</summary>
    Veth,

    /// <summary>A link on a parent, in a sandbox or on the host.</summary>
    Child,

    /// <summary>A value below /proc/sys; before addresses, since it may allow them.</summary>
    Sysctl,

    /// <summary>An address on a link.</summary>
    Address,

    /// <summary>A neighbour that is known without asking.</summary>
    Neighbour,

    /// <summary>A route.</summary>
    Route,

    /// <summary>A routing rule.</summary>
    Rule,

    /// <summary>An element of a set or map of the firewall table.</summary>
    Element,

    /// <summary>The redirection of DNS within a sandbox.</summary>
    Resolver,
}
