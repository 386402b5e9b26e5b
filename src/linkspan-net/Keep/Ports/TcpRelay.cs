using System.Net;

namespace Linkspan.Net.Keep.Ports;

/// <summary>Two connections joined by splice(2): the bytes stay in the kernel. Each direction ends on its own, as TCP's do.</summary>
internal sealed unsafe class TcpRelay
{
    private readonly EventLoop _loop;
    private readonly Action<TcpRelay> _ended;
    private readonly RelayEnd _client;
    private readonly RelayEnd _target;
    private readonly SplicePipe _toTarget;
    private readonly SplicePipe _toClient;
    private bool _connected;
    private bool _closed;

    private TcpRelay(EventLoop loop, int client, int target, Action<TcpRelay> ended)
    {
        _loop = loop;
        _ended = ended;
        _client = new RelayEnd(this, client);
        _target = new RelayEnd(this, target);
        _toTarget = new SplicePipe(client, target);
        _toClient = new SplicePipe(target, client);
    }

    /// <summary>Connects to the target and joins it to the client.</summary>
    /// <returns>Null where no connection can be begun; the client's descriptor is then still the caller's.</returns>
    public static TcpRelay? TryStart(EventLoop loop, int client, IPEndPoint target, Action<TcpRelay> ended)
    {
        var address = new PeerAddress(target.Address, target.Port);
        int socket = LibC.Socket(address.Family, LibC.Stream | LibC.NonBlocking | LibC.CloseOnExec, 0);
        if (socket < 0)
        {
            return null;
        }

        if (LibC.Connect(socket, &address, address.Length) < 0 && LibC.LastError != LibC.EINPROGRESS)
        {
            _ = LibC.Close(socket);
            return null;
        }

        int on = 1;
        _ = LibC.SetOption(client, LibC.TcpLevel, LibC.NoDelay, &on, sizeof(int));
        _ = LibC.SetOption(socket, LibC.TcpLevel, LibC.NoDelay, &on, sizeof(int));
        var relay = new TcpRelay(loop, client, socket, ended);
        if (!relay._toTarget.IsOpen || !relay._toClient.IsOpen)
        {
            relay._toTarget.Close();
            relay._toClient.Close();
            _ = LibC.Close(socket);
            return null;
        }

        loop.Add(relay._client, EpollEvents.None);
        loop.Add(relay._target, EpollEvents.Write);
        return relay;
    }

    /// <summary>Ends both connections.</summary>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _client.Close(_loop);
        _target.Close(_loop);
        _toTarget.Close();
        _toClient.Close();
        _ended(this);
    }

    private void Ready(EpollEvents events)
    {
        if (_closed)
        {
            return;
        }

        if (!_connected)
        {
            if (events == EpollEvents.HangUp || LibC.TakeError(_target.Descriptor) != 0)
            {
                Close();
                return;
            }

            _connected = true;
        }

        if (!_toTarget.Pump() || !_toClient.Pump() || (_toTarget.IsDone && _toClient.IsDone) || events.HasFlag(EpollEvents.Error))
        {
            Close();
            return;
        }

        _loop.Watch(_client, Interest(_toTarget, _toClient));
        _loop.Watch(_target, Interest(_toClient, _toTarget));
    }

    private static EpollEvents Interest(SplicePipe from, SplicePipe to) =>
        (from.WantsInput ? EpollEvents.Read : EpollEvents.None) | (to.WantsOutput ? EpollEvents.Write : EpollEvents.None);

    private sealed class RelayEnd : LoopSource
    {
        private readonly TcpRelay _relay;

        public RelayEnd(TcpRelay relay, int descriptor)
        {
            _relay = relay;
            Descriptor = descriptor;
        }

        public override void Ready(EpollEvents events) => _relay.Ready(events);

        public void Close(EventLoop loop)
        {
            loop.Remove(this);
            _ = LibC.Close(Descriptor);
            Descriptor = -1;
        }
    }
}
