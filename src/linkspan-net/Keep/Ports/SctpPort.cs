using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>An SCTP port: held, not relayed. A relay would have to carry streams and several addresses; the kernel's rules do that.</summary>
internal sealed class SctpPort(PortBook book, KeeperPort run, int offset, int descriptor) : HeldPort(book, run, offset, descriptor)
{
    public override int Relayed => 0;

    public override void Start()
    {
        // Bound, not listening: the kernel refuses what no rule catches.
    }

    public override void Ready(EpollEvents events)
    {
        // Never watched.
    }
}
