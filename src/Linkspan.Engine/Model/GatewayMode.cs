namespace Linkspan.Engine.Model;

/// <summary>How a bridge network meets the world, per family; Docker's option <c>com.docker.network.bridge.gateway_mode_ipv4|6</c>.</summary>
public enum GatewayMode
{
    /// <summary>Published ports by DNAT, egress masqueraded, nothing else enters (the default).</summary>
    Nat,

    /// <summary>As <see cref="Nat"/>, but container addresses are reachable directly on every port.</summary>
    NatUnprotected,

    /// <summary>No address translation; published ports are opened on the container's own address.</summary>
    Routed,

    /// <summary>Internal network whose bridge has no address: the host cannot reach it either.</summary>
    Isolated,
}
