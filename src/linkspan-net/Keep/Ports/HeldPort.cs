using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>A host port that is held. On the ports' loop only. There may be tens of thousands: one that is idle has no object but this.</summary>
internal abstract class HeldPort : LoopSource
{
    protected HeldPort(PortBook book, KeeperPort run, int offset, int descriptor)
    {
        Book = book;
        Run = run;
        Offset = offset;
        Descriptor = descriptor;
    }

    /// <summary>What was asked for, with the real port; the ports of a run share it.</summary>
    public KeeperPort Run { get; private set; }

    /// <summary>Place in the run.</summary>
    public int Offset { get; private set; }

    /// <summary>Number on the host.</summary>
    public ushort Number => (ushort)(Run.HostPort + Offset);

    /// <summary>Relayed connections or sessions that are open.</summary>
    public abstract int Relayed { get; }

    /// <summary>The book that it stands in.</summary>
    protected PortBook Book { get; }

    /// <summary>Where traffic that arrives here goes: to the same family if it can, else to the other.</summary>
    protected IPEndPoint? Target
    {
        get
        {
            IPAddress? target = Run.HostAddress.AddressFamily == AddressFamily.InterNetworkV6
                ? Run.Target6 ?? Run.Target4
                : Run.Target4 ?? Run.Target6;
            return target is null ? null : new IPEndPoint(target, Run.TargetPort + Offset);
        }
    }

    /// <summary>Changes where it leads.</summary>
    public void Lead(KeeperPort run, int offset) => (Run, Offset) = (run, offset);

    /// <summary>Begins to take what arrives.</summary>
    public virtual void Start() => Book.Loop.Add(this, EpollEvents.Read);

    /// <summary>Takes nothing more; what is relayed goes on.</summary>
    public void Drain() => Book.Loop.Remove(this);

    /// <summary>Lets the port go and ends what it relays.</summary>
    public virtual void Close()
    {
        Book.Loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
    }
}
