using System.Net.Sockets;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Net.Keep.Ports;

/// <summary>
/// The host ports held, all on one loop: a port costs a descriptor and an object, no task and no process. A port is taken by binding it, so no
/// process of the host can have it, and errors are the kernel's own.
/// </summary>
internal sealed unsafe class PortBook(EventLoop loop)
{
    private const int AddressInUse = 98; // EADDRINUSE
    private const int MaxEphemeralTries = 64;
    private const int Backlog = 1024;

    private readonly Dictionary<string, HeldPort> _ports = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);
    private bool _draining;

    /// <summary>The ports held.</summary>
    public IEnumerable<HeldPort> Ports => _ports.Values;

    /// <summary>Called once after <see cref="Drain"/> when nothing is relayed any more.</summary>
    public Action? Idle { get; set; }

    /// <summary>Reserves all or none.</summary>
    public IReadOnlyList<KeeperPortResult> Reserve(IReadOnlyList<KeeperPort> requests)
    {
        var results = new Dictionary<string, KeeperPortResult>(StringComparer.Ordinal);
        var opened = new List<(KeeperPort Settings, int Descriptor)>();
        var kept = new List<KeeperPort>();
        foreach (IGrouping<string, KeeperPort> group in requests.GroupBy(request => request.Group ?? "id " + request.Id, StringComparer.Ordinal))
        {
            ReserveGroup([.. group], results, opened, kept);
        }

        if (results.Values.Any(result => result.Errno != 0))
        {
            foreach ((_, int descriptor) in opened)
            {
                _ = LibC.Close(descriptor);
            }

            return [.. requests.Select(request => results[request.Id] with { HostPort = 0 })];
        }

        foreach (KeeperPort settings in kept)
        {
            _ports[settings.Id].Settings = settings;
        }

        foreach ((KeeperPort settings, int descriptor) in opened)
        {
            Adopt(settings, descriptor);
        }

        return [.. requests.Select(request => results[request.Id])];
    }

    /// <summary>Serves a port whose socket exists.</summary>
    public void Adopt(KeeperPort settings, int descriptor)
    {
        HeldPort port = settings.Protocol switch
        {
            Protocol.Tcp => new TcpPort(loop, settings, descriptor, ReportIfIdle),
            Protocol.Udp => new UdpPort(loop, settings, descriptor, _buffer, ReportIfIdle),
            _ => new SctpPort(loop, settings, descriptor),
        };
        _ports.Add(settings.Id, port);
        port.Start();
    }

    /// <summary>Lets ports go.</summary>
    public void Release(IReadOnlyList<string> ids)
    {
        foreach (string id in ids)
        {
            if (_ports.Remove(id, out HeldPort? port))
            {
                port.Close();
            }
        }
    }

    /// <summary>Changes where a port leads.</summary>
    public void Retarget(KeeperPortTarget target)
    {
        if (!_ports.TryGetValue(target.Id, out HeldPort? port))
        {
            throw new KeepException(KeepException.NoEntry, $"port {target.Id} is not held");
        }

        port.Settings = port.Settings with { Target4 = target.Target4, Target6 = target.Target6, TargetPort = target.TargetPort };
    }

    /// <summary>Takes nothing new on any port; <see cref="Idle"/> tells when all relayed connections have ended.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (HeldPort port in _ports.Values)
        {
            port.Drain();
        }

        ReportIfIdle();
    }

    private void ReportIfIdle()
    {
        if (_draining && _ports.Values.All(port => port is UdpPort || port.Relayed == 0))
        {
            Action? idle = Idle;
            Idle = null;
            idle?.Invoke();
        }
    }

    private void ReserveGroup(
        KeeperPort[] group, Dictionary<string, KeeperPortResult> results, List<(KeeperPort Settings, int Descriptor)> opened, List<KeeperPort> kept)
    {
        ushort held = 0;
        foreach (KeeperPort request in group)
        {
            if (!_ports.TryGetValue(request.Id, out HeldPort? port))
            {
                continue;
            }

            if (!port.Settings.HostAddress.Equals(request.HostAddress) || port.Settings.Protocol != request.Protocol
                || !InRange(request, port.Settings.HostPort))
            {
                Record(group, results, request.Id, KeepException.Exists);
                return;
            }

            held = port.Settings.HostPort;
        }

        KeeperPort[] missing = [.. group.Where(request => !_ports.ContainsKey(request.Id))];
        (ushort number, string failed, int errno) = held != 0
            ? TryNumber(missing, held, opened)
            : TryNumbers(missing, opened);
        if (errno != 0)
        {
            Record(group, results, failed, errno);
            return;
        }

        foreach (KeeperPort request in group)
        {
            results[request.Id] = new KeeperPortResult(request.Id, number, 0);
            if (_ports.ContainsKey(request.Id))
            {
                kept.Add(request with { HostPort = number, HostPortEnd = 0 });
            }
        }
    }

    private static bool InRange(KeeperPort request, ushort number) =>
        request.HostPort == 0 || (number >= request.HostPort && number <= Math.Max(request.HostPort, request.HostPortEnd));

    /// <summary>The member that failed has the errno; the others of its group none, and no port.</summary>
    private static void Record(KeeperPort[] group, Dictionary<string, KeeperPortResult> results, string failed, int errno)
    {
        foreach (KeeperPort request in group)
        {
            results[request.Id] = new KeeperPortResult(request.Id, 0, request.Id == failed ? errno : 0);
        }
    }

    private static (ushort Number, string Failed, int Errno) TryNumbers(KeeperPort[] group, List<(KeeperPort Settings, int Descriptor)> opened)
    {
        int first = group[0].HostPort;
        int last = Math.Max(first, group[0].HostPortEnd);
        int tries = first == 0 ? MaxEphemeralTries : last - first + 1;
        (ushort Number, string Failed, int Errno) outcome = default;
        for (int i = 0; i < tries; i++)
        {
            outcome = TryNumber(group, (ushort)(first == 0 ? 0 : first + i), opened);
            if (outcome.Errno != AddressInUse)
            {
                break;
            }
        }

        return outcome;
    }

    /// <summary>Binds all of a group to one number; 0 lets the kernel choose for the first and asks the same of the others.</summary>
    private static (ushort Number, string Failed, int Errno) TryNumber(
        KeeperPort[] group, ushort number, List<(KeeperPort Settings, int Descriptor)> opened)
    {
        int before = opened.Count;
        foreach (KeeperPort request in group)
        {
            int errno = TryBind(request, number, out int socket);
            if (errno != 0)
            {
                for (int i = before; i < opened.Count; i++)
                {
                    _ = LibC.Close(opened[i].Descriptor);
                }

                opened.RemoveRange(before, opened.Count - before);
                return (0, request.Id, errno);
            }

            number = number == 0 ? Names.SandboxSockets.Port(socket) : number;
            opened.Add((request with { HostPort = number, HostPortEnd = 0 }, socket));
        }

        return (number, "", 0);
    }

    private static int TryBind(KeeperPort request, ushort number, out int socket)
    {
        var address = new PeerAddress(request.HostAddress, number);
        int type = request.Protocol == Protocol.Udp ? LibC.Datagram : LibC.Stream;
        socket = LibC.Socket(address.Family, type | LibC.NonBlocking | LibC.CloseOnExec, request.Protocol == Protocol.Sctp ? (int)Protocol.Sctp : 0);
        if (socket < 0)
        {
            return LibC.LastError;
        }

        int on = 1;
        if (request.Protocol == Protocol.Tcp)
        {
            // Old connections in TIME_WAIT are no reason to refuse; two listeners still exclude each other. Elsewhere it would let others share the port.
            _ = LibC.SetOption(socket, LibC.SocketLevel, LibC.ReuseAddress, &on, sizeof(int));
        }

        if (request.HostAddress.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _ = LibC.SetOption(socket, Native.IPv6Level, Native.V6Only, &on, sizeof(int));
        }

        if (request.Protocol == Protocol.Udp)
        {
            UdpPacket.Enable(socket, address.Family);
        }

        if (LibC.Bind(socket, &address, address.Length) < 0 || (request.Protocol == Protocol.Tcp && LibC.Listen(socket, Backlog) < 0))
        {
            int errno = LibC.LastError;
            _ = LibC.Close(socket);
            socket = -1;
            return errno;
        }

        return 0;
    }
}
