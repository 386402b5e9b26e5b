namespace Linkspan.Engine.Model;

/// <summary>Layer at which an ipvlan's parent forwards.</summary>
public enum IpvlanLayer
{
    /// <summary>As a switch: containers speak ARP and neighbour discovery (the default).</summary>
    L2,

    /// <summary>As a router, past the host's netfilter: no broadcast; the segment needs a route to the subnets.</summary>
    L3,

    /// <summary>As <see cref="L3"/>, but through the host's netfilter, connection tracking included.</summary>
    L3S,
}
