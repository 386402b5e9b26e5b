using System.Net.NetworkInformation;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <summary>A veth pair joins a bridge and a sandbox; both ends are up.</summary>
/// <param name="HostLink">Name of the end on the host.</param>
/// <param name="Bridge">Bridge of which the host end is a port.</param>
/// <param name="Sandbox">Sandbox of the peer.</param>
/// <param name="Peer">Name of the peer in the sandbox.</param>
/// <param name="Mac">Hardware address of the peer.</param>
/// <param name="MtuBytes">MTU of the host end in bytes.</param>
/// <param name="Isolated">The port reaches the bridge itself but no other isolated port (inter-container traffic off).</param>
internal sealed record VethFact(
    string HostLink, string Bridge, string Sandbox, string Peer, PhysicalAddress Mac, int MtuBytes, bool Isolated) : Fact
{
    /// <summary>MTU of the peer in bytes; it may be smaller than the port's, which would pull the bridge's down.</summary>
    public int PeerMtuBytes { get; init; } = MtuBytes;

    /// <summary>
    /// What comes by its port may have to leave by it: by a port published on its own network, where br_netfilter has that translated inside the bridge. The port is in
    /// hairpin mode then, and only then: on a segment a container would hear its own multicasts.
    /// </summary>
    public bool Hairpin { get; init; }

    /// <summary>
    /// Others have the name of its bridge. Where the pair is a port of none, its end on the host is down: the host would take in and forward what comes by it, past
    /// all that the firewall knows of the bridge. Nothing else of it is asked for.
    /// </summary>
    public bool Waits { get; init; }

    public override FactKey Key => new(FactKind.Veth, "", HostLink);

    public override string ToString() =>
        $"veth {HostLink} master {Bridge} peer {Peer} in {Sandbox} mac {MacText.Of(Mac)} mtu {MtuBytes}" +
        (PeerMtuBytes == MtuBytes ? "" : $" peer mtu {PeerMtuBytes}") + (Isolated ? " isolated" : "") + (Hairpin ? " hairpin" : "") + (Waits ? " waits" : "");
}
