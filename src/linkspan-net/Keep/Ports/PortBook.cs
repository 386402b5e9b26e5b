using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Net.Keep.Ports;

/// <summary>
/// The host ports held, all on one loop: a port costs a descriptor and an object, no task and no process. A port is taken by binding it, so no
/// process of the host can have it, and errors are the kernel's own.
/// </summary>
internal sealed class PortBook(EventLoop loop)
{
    private const int Many = 1000;

    private readonly Dictionary<KeeperPortId, HeldPort> _ports = [];
    private readonly List<HeldPort> _new = []; // not watched yet
    private bool _draining;

    /// <summary>The loop.</summary>
    public EventLoop Loop => loop;

    /// <summary>Room for a datagram that is passed on.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);

    /// <summary>Called once after <see cref="Drain"/> when nothing is relayed any more.</summary>
    public Action? Idle { get; set; }

    /// <summary>The ports held.</summary>
    /// <param name="runs">Name neighbours once.</param>
    /// <param name="descriptors">Gets the descriptor of each port, those of a run one after another.</param>
    public KeeperPort[] Describe(bool runs, List<int>? descriptors = null)
    {
        List<KeeperPort> described = [];
        HeldPort? last = null;
        foreach ((KeeperPortId id, HeldPort port) in _ports
            .OrderBy(static held => held.Key.Before, StringComparer.Ordinal).ThenBy(static held => held.Key.After, StringComparer.Ordinal).ThenBy(static held => held.Key.Number))
        {
            descriptors?.Add(port.Descriptor);
            if (runs && last is not null && ReferenceEquals(port.Run, last.Run) && port.Offset == last.Offset + 1)
            {
                described[^1] = described[^1] with { Further = described[^1].Further + 1 };
            }
            else
            {
                described.Add(port.Run.At(port.Offset) with { Id = id.ToString() });
            }

            last = port;
        }

        return [.. described];
    }

    /// <summary>Reserves all or none.</summary>
    /// <exception cref="KeepException">A run cannot be one.</exception>
    public IReadOnlyList<KeeperPortResult> Reserve(IReadOnlyList<KeeperPort> requests)
    {
        var results = new Dictionary<string, KeeperPortResult>(StringComparer.Ordinal);
        var taking = new PortTaking(_ports);
        foreach (KeeperPort run in requests.Where(static request => request.Further != 0))
        {
            Check(run); // before anything is bound
        }

        foreach (IGrouping<string, KeeperPort> group in requests.GroupBy(request => request.Group ?? "id " + request.Id, StringComparer.Ordinal))
        {
            foreach (KeeperPortResult result in group.First().Further > 0 ? [taking.TakeRun(group.First())] : taking.TakeGroup([.. group]))
            {
                results[result.Id] = result;
            }
        }

        if (results.Values.Any(result => result.Errno != 0))
        {
            taking.GiveBack();
            return [.. requests.Select(request => results[request.Id] with { HostPort = 0 })];
        }

        foreach ((HeldPort port, KeeperPort run, int offset) in taking.Kept)
        {
            port.Lead(run, offset);
        }

        _ports.EnsureCapacity(_ports.Count + taking.Opened.Count);
        foreach ((KeeperPortId id, KeeperPort run, int offset, int descriptor) in taking.Opened)
        {
            Adopt(id, run, offset, descriptor);
        }

        if (_new.Count < Many)
        {
            StartNew();
        }
        else
        {
            loop.Post(StartNew); // held they are already: nobody needs to wait until ten thousand are watched
        }

        return [.. requests.Select(request => results[request.Id])];
    }

    /// <summary>Serves ports whose sockets exist.</summary>
    public void Adopt(KeeperPort run, Queue<int> descriptors)
    {
        var first = KeeperPortId.Parse(run.Id);
        for (int offset = 0; offset <= run.Further; offset++)
        {
            Adopt(first.Plus(offset), run, offset, descriptors.Dequeue());
        }

        StartNew();
    }

    /// <summary>Lets ports go.</summary>
    public void Release(IEnumerable<KeeperPortId> ids)
    {
        int before = _ports.Count;
        foreach (KeeperPortId id in ids)
        {
            if (_ports.Remove(id, out HeldPort? port))
            {
                port.Close();
            }
        }

        if (before - _ports.Count >= Many)
        {
            // Little is allocated here, so that otherwise nobody would collect it for days.
            loop.Post(static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive));
        }
    }

    /// <summary>Changes where a port leads.</summary>
    public void Retarget(KeeperPortTarget target)
    {
        if (!_ports.TryGetValue(KeeperPortId.Parse(target.Id), out HeldPort? port))
        {
            throw new KeepException(KeepException.NoEntry, $"port {target.Id} is not held");
        }

        port.Lead(port.Run.At(port.Offset) with { Target4 = target.Target4, Target6 = target.Target6, TargetPort = target.TargetPort }, offset: 0);
    }

    /// <summary>Takes nothing new on any port; <see cref="Idle"/> tells when all relayed connections have ended.</summary>
    public void Drain()
    {
        _draining = true;
        _new.Clear();
        foreach (HeldPort port in _ports.Values)
        {
            port.Drain();
        }

        ReportIfIdle();
    }

    /// <summary>To be called when something relayed has ended.</summary>
    public void ReportIfIdle()
    {
        if (_draining && _ports.Values.All(port => port is UdpPort || port.Relayed == 0))
        {
            Action? idle = Idle;
            Idle = null;
            idle?.Invoke();
        }
    }

    private static void Check(KeeperPort run)
    {
        if (run.HostAddress is null || run.HostPort == 0 || run.HostPortEnd != 0 || run.Group is not null || KeeperPortId.Parse(run.Id).Number < 0 ||
            run.Further < 0 || run.Further > ushort.MaxValue - Math.Max(run.HostPort, run.TargetPort))
        {
            throw new KeepException(
                KeepException.Invalid, $"{run.Id} and {run.Further} further ports are no run: it needs an id with a number, an address, one host port to begin with, no group and no port above 65535");
        }
    }

    private void Adopt(KeeperPortId id, KeeperPort run, int offset, int descriptor)
    {
        HeldPort port = run.Protocol switch
        {
            Protocol.Tcp => new TcpPort(this, run, offset, descriptor),
            Protocol.Udp => new UdpPort(this, run, offset, descriptor),
            _ => new SctpPort(this, run, offset, descriptor),
        };
        _ports.Add(id, port);
        _new.Add(port);
    }

    private void StartNew()
    {
        foreach (HeldPort port in _new.Where(static port => port.Descriptor >= 0))
        {
            try
            {
                port.Start();
            }
            catch (IOException e)
            {
                Console.Error.WriteLine($"linkspan-net keep: port {port.Number} of {port.Run.HostAddress} is held, but what no rule of the kernel catches is not relayed: {e.Message}");
            }
        }

        _new.Clear();
        _new.TrimExcess();
    }
}
