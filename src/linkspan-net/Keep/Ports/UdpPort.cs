using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>A UDP port: each client that no rule of the kernel caught gets a session with a socket of its own towards the target.</summary>
internal sealed unsafe class UdpPort(PortBook book, KeeperPort run, int offset, int descriptor) : HeldPort(book, run, offset, descriptor)
{
    private const int ReceiveBatch = 64;
    private const int MaxSessions = 4096;

    private Dictionary<UdpPeer, UdpSession>? _sessions;

    public override int Relayed => _sessions?.Count ?? 0;

    public override void Ready(EpollEvents events)
    {
        byte[] buffer = Book.Buffer;
        _sessions ??= [];
        for (int i = 0; i < ReceiveBatch; i++)
        {
            nint count = UdpPacket.Receive(Descriptor, buffer, out UdpPeer peer);
            if (count < 0)
            {
                return;
            }

            if (_sessions.TryGetValue(peer, out UdpSession? session) || TryOpen(peer, _sessions, out session))
            {
                session!.Send(buffer.AsSpan(0, (int)count));
            }
        }
    }

    public override void Close()
    {
        base.Close();
        foreach (UdpSession session in _sessions?.Values.ToArray() ?? [])
        {
            session.Close();
        }
    }

    private bool TryOpen(UdpPeer peer, Dictionary<UdpPeer, UdpSession> sessions, out UdpSession? session)
    {
        session = null;
        if (sessions.Count >= MaxSessions || Target is not { } target)
        {
            return false;
        }

        var address = new PeerAddress(target.Address, target.Port);
        int socket = LibC.Socket(address.Family, LibC.Datagram | LibC.NonBlocking | LibC.CloseOnExec, 0);
        if (socket < 0)
        {
            return false;
        }

        if (LibC.Connect(socket, &address, address.Length) < 0)
        {
            _ = LibC.Close(socket);
            return false;
        }

        session = new UdpSession(Book.Loop, socket, (bytes, length) => UdpPacket.Send(Descriptor, bytes.AsSpan(0, length), peer), () => Forget(peer), Book.Buffer);
        sessions.Add(peer, session);
        Book.Loop.Add(session, EpollEvents.Read);
        return true;
    }

    private void Forget(UdpPeer peer)
    {
        _sessions!.Remove(peer);
        Book.ReportIfIdle();
    }
}
