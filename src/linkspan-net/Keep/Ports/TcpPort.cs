using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>A TCP port: connections that no rule of the kernel caught are relayed.</summary>
internal sealed unsafe class TcpPort(PortBook book, KeeperPort run, int offset, int descriptor) : HeldPort(book, run, offset, descriptor)
{
    private const int AcceptBatch = 64;

    private HashSet<TcpRelay>? _relays;

    public override int Relayed => _relays?.Count ?? 0;

    public override void Ready(EpollEvents events)
    {
        for (int i = 0; i < AcceptBatch; i++)
        {
            int client = LibC.Accept(Descriptor, null, null, LibC.NonBlocking | LibC.CloseOnExec);
            if (client < 0)
            {
                return;
            }

            if (Target is { } target && TcpRelay.TryStart(Book.Loop, client, target, Forget) is { } relay)
            {
                (_relays ??= []).Add(relay);
            }
            else
            {
                _ = LibC.Close(client);
            }
        }
    }

    public override void Close()
    {
        base.Close();
        foreach (TcpRelay relay in _relays?.ToArray() ?? [])
        {
            relay.Close();
        }
    }

    private void Forget(TcpRelay relay)
    {
        _relays!.Remove(relay);
        Book.ReportIfIdle();
    }
}
