using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>A host port that is held. On the ports' loop only.</summary>
internal abstract class HeldPort : LoopSource
{
    protected HeldPort(EventLoop loop, KeeperPort settings, int descriptor)
    {
        Loop = loop;
        Settings = settings;
        Descriptor = descriptor;
    }

    /// <summary>What was asked for, with the real port; targets may be replaced.</summary>
    public KeeperPort Settings { get; set; }

    /// <summary>Relayed connections or sessions that are open.</summary>
    public abstract int Relayed { get; }

    /// <summary>The loop.</summary>
    protected EventLoop Loop { get; }

    /// <summary>Where traffic that arrives here goes: to the same family if it can, else to the other.</summary>
    protected IPEndPoint? Target
    {
        get
        {
            IPAddress? target = Settings.HostAddress.AddressFamily == AddressFamily.InterNetworkV6
                ? Settings.Target6 ?? Settings.Target4
                : Settings.Target4 ?? Settings.Target6;
            return target is null ? null : new IPEndPoint(target, Settings.TargetPort);
        }
    }

    /// <summary>Begins to take what arrives.</summary>
    public virtual void Start() => Loop.Add(this, EpollEvents.Read);

    /// <summary>Takes nothing more; what is relayed goes on.</summary>
    public void Drain() => Loop.Remove(this);

    /// <summary>Lets the port go and ends what it relays.</summary>
    public virtual void Close()
    {
        Loop.Remove(this);
        _ = LibC.Close(Descriptor);
        Descriptor = -1;
    }
}
