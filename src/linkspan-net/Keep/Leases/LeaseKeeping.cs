using Linkspan.Dhcp.Wire;
using Linkspan.Dhcp.Wire6;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Leases;

/// <summary>
/// Addresses from segments' DHCP servers: obtained, prolonged and given back here, so that they outlive the daemon. Control's thread only. What
/// a container's link carries is the daemon's to change: it waits for news, and reads all leases when it comes back.
/// </summary>
internal sealed class LeaseKeeping
{
    private static readonly TimeSpan LinkPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HearingPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a segment's routers are waited for where an address can be done without: three questions in three seconds, and an answer may take half a
    /// second and is not given twice within three (RFC 4861 section 10).
    /// </summary>
    private static readonly TimeSpan RouterPatience = TimeSpan.FromSeconds(4);

    /// <summary>How long a segment that was silent counts as such, unless a router speaks.</summary>
    private static readonly TimeSpan SilenceMemory = TimeSpan.FromMinutes(5);

    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly LoopTimer _timer;
    private readonly Dictionary<string, HeldLease> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Link, bool IPv6), SegmentTap> _sockets = [];
    private readonly Dictionary<string, DateTimeOffset> _absent = new(StringComparer.Ordinal); // links that were not there, and when to look again
    private readonly Dictionary<string, DateTimeOffset> _silent = new(StringComparer.Ordinal); // links without a router, and until when that counts
    private readonly HashSet<string> _deaf = new(StringComparer.Ordinal); // links on which routers were listened to until they went down or away
    private readonly List<LeaseWaiter> _waiters = [];
    private readonly List<(ControlConnection Connection, long Id)> _watchers = [];
    private long _revision = 1;
    private bool _retired;

    public LeaseKeeping(EventLoop loop, TimeProvider time)
    {
        _loop = loop;
        _time = time;
        _timer = new LoopTimer(loop, Wake);
    }

    /// <summary>Everything held.</summary>
    public IReadOnlyList<KeeperLease> All => [.. _leases.Values.Select(static held => new KeeperLease(held.Request, held.Lease))];

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Obtains an address and keeps it; asked again, it tells of the one that it has.</summary>
    public void Obtain(ControlConnection connection, long id, KeeperLeaseRequest request)
    {
        if (request.Hardware.Length != MacAddress.Length)
        {
            throw new KeepException(KeepException.Invalid, $"a hardware address of {request.Hardware.Length} bytes; Ethernet's has six");
        }

        if (request.IPv6 && request.ClientIdentifier.Length is 0 or > Dhcp6Request.LongestIdentifier)
        {
            throw new KeepException(KeepException.Invalid, $"a DUID of {request.ClientIdentifier.Length} bytes; it has 1 to {Dhcp6Request.LongestIdentifier}");
        }

        if (!_leases.TryGetValue(request.Id, out HeldLease? held))
        {
            if (request.PatienceMs > 0)
            {
                Socket(request); // a link that is not there is an error of the request, not something to wait for
            }

            held = Begin(request, request.Held);
        }

        if (held.Lease is not null || request.PatienceMs <= 0)
        {
            connection.Answer(new KeeperAnswer { Id = id, Lease = held.Lease });
            return;
        }

        DateTimeOffset silence = !request.Optional ? DateTimeOffset.MaxValue : _silent.GetValueOrDefault(request.Link) > Now ? Now : Now + RouterPatience;
        _waiters.Add(new LeaseWaiter(connection, id, request.Id, Now + TimeSpan.FromMilliseconds(request.PatienceMs), silence));
        Schedule();
    }

    /// <summary>Keeps what an earlier keeper kept.</summary>
    public void Adopt(KeeperLease lease) => Begin(lease.Request, lease.Lease);

    /// <summary>Tells the server that somebody else has the address, and forgets it.</summary>
    public void Decline(string endpoint)
    {
        if (_leases.Remove(endpoint, out HeldLease? held))
        {
            Send(held, held.Decline(Now));
            Forget(held);
        }
    }

    /// <summary>Gives an endpoint's addresses back.</summary>
    public void Release(string endpoint)
    {
        ReleaseOne(endpoint);
        ReleaseOne(KeeperLeaseRequest.Id6(endpoint));
    }

    private void ReleaseOne(string endpoint)
    {
        if (_leases.Remove(endpoint, out HeldLease? held))
        {
            Send(held, held.Release(Now));
            Forget(held);
        }
    }

    /// <summary>Answers when the leases are others than at that revision.</summary>
    public void Watch(ControlConnection connection, long id, long revision)
    {
        if (revision != _revision)
        {
            Tell(connection, id);
        }
        else
        {
            _watchers.Add((connection, id));
        }
    }

    /// <summary>A client is gone.</summary>
    public void Forget(ControlConnection connection)
    {
        _waiters.RemoveAll(waiter => waiter.Connection == connection);
        _watchers.RemoveAll(watcher => watcher.Connection == connection);
    }

    /// <summary>Another keeper keeps the leases from now on.</summary>
    public void Retire()
    {
        _retired = true;
        _timer.Cancel();
        foreach (SegmentTap socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    private HeldLease Begin(KeeperLeaseRequest request, SegmentLease? lease)
    {
        HeldLease held = request.IPv6 ? new HeldLease6(request with { Held = lease }) : new HeldLease4(request with { Held = lease });
        _leases[request.Id] = held;
        if (held is HeldLease6 { Answered: { } address } && _sockets.TryGetValue(Wire(request), out SegmentTap? tap))
        {
            tap.Listen(address); // a tap that is opened later listens to all that are held
        }

        bool runs = lease is { Server: not null } && lease.Expires > Now;
        Send(held, held.Begin(runs ? HeldLease.Translate(lease!) : null, Now));
        held.Told = held.Current;
        Schedule();
        return held;
    }

    private void Take(DhcpReply reply, MacAddress sender) => Each<HeldLease4>(held => held.Receive(reply, sender, Now));

    private void Take(Dhcp6Reply reply) => Each<HeldLease6>(held => held.Receive(reply, Now));

    private void Hear(string link, RouterAdvertisement router)
    {
        _silent.Remove(link);
        Each<HeldLease6>(held => held.Request.Link == link ? held.Hear(router, Now) : null);
    }

    /// <summary>Shows all leases of a family what came; at most those that await it change.</summary>
    private void Each<T>(Func<T, byte[]?> take)
        where T : HeldLease
    {
        foreach (T held in _leases.Values.OfType<T>().ToArray())
        {
            Send(held, take(held));
            Publish(held);
        }

        Schedule();
    }

    /// <summary>Tells those who wait, where the lease is another than before.</summary>
    private void Publish(HeldLease held)
    {
        if (ReferenceEquals(held.Current, held.Told))
        {
            return;
        }

        held.Told = held.Current;
        _revision++;
        if (held.Lease is { } lease)
        {
            foreach (LeaseWaiter waiter in _waiters.Where(waiter => waiter.Endpoint == held.Request.Id).ToArray())
            {
                _waiters.Remove(waiter);
                waiter.Connection.Answer(new KeeperAnswer { Id = waiter.Id, Lease = lease });
            }
        }

        foreach ((ControlConnection connection, long id) in _watchers.ToArray())
        {
            _watchers.Remove((connection, id));
            Tell(connection, id);
        }
    }

    private void Tell(ControlConnection connection, long id) => connection.Answer(new KeeperAnswer { Id = id, Leases = new KeeperLeaseNews(_revision, All) });

    private void Wake()
    {
        foreach (HeldLease held in _leases.Values.ToArray())
        {
            Send(held, held.Wake(Now));
            Publish(held);
        }

        foreach (LeaseWaiter waiter in _waiters.Where(waiter => End(waiter) <= Now).ToArray())
        {
            _waiters.Remove(waiter);
            Fail(waiter);
        }

        ListenAgain();
        Schedule();
    }

    /// <summary>When a waiter is told that there is nothing.</summary>
    private DateTimeOffset End(LeaseWaiter waiter) =>
        waiter.Deadline < waiter.Silence || (_leases.TryGetValue(waiter.Endpoint, out HeldLease? held) && held.IsAnswered) ? waiter.Deadline : waiter.Silence;

    /// <summary>Nobody answered in time; who asked in vain gets nothing later either, unless it asks without patience.</summary>
    private void Fail(LeaseWaiter waiter)
    {
        string refusal = "";
        string link = "";
        bool ipv6 = false;
        if (_leases.TryGetValue(waiter.Endpoint, out HeldLease? held))
        {
            refusal = held.Refusal;
            link = held.Request.Link;
            ipv6 = held.Request.IPv6;
            if (!held.IsAnswered)
            {
                _silent[link] = Now + SilenceMemory;
            }

            ReleaseOne(waiter.Endpoint);
        }

        string words = (refusal.Length > 0, ipv6) switch
        {
            (true, false) => $"the DHCP server on {link} refused: {refusal}",
            (true, true) => $"nobody on {link} offers an IPv6 address: {refusal}",
            (false, false) => $"no DHCP server answered on {link}",
            _ => $"no router with IPv6 answered on {link}",
        };
        waiter.Connection.Answer(new KeeperAnswer { Id = waiter.Id, Error = new KeeperError(KeepException.TimedOut, words) });
    }

    private void Forget(HeldLease held)
    {
        if (held.Told is not null)
        {
            _revision++;
        }

        if (!_leases.Values.Any(other => Wire(other.Request) == Wire(held.Request)) && _sockets.Remove(Wire(held.Request), out SegmentTap? socket))
        {
            socket.Dispose();
        }
        else if (held is HeldLease6 { Answered: { } address } && _sockets.TryGetValue(Wire(held.Request), out SegmentTap? shared))
        {
            shared.Unlisten(address);
        }

        Schedule();
    }

    /// <summary>A link went down or away. What is to be sent opens another tap; routers speak unasked, so that for them one is opened as soon as can be.</summary>
    private void Lose(SegmentTap tap)
    {
        foreach ((string Link, bool IPv6) wire in _sockets.Where(pair => pair.Value == tap).Select(static pair => pair.Key).ToArray())
        {
            _sockets.Remove(wire);
            if (wire.IPv6)
            {
                _deaf.Add(wire.Link);
            }
        }

        tap.Dispose();
        Schedule();
    }

    /// <summary>Listens again on links that are back; their routers are asked, since they may be others.</summary>
    private void ListenAgain()
    {
        foreach (string link in _deaf.ToArray())
        {
            if (On(link).FirstOrDefault() is not { } held)
            {
                _deaf.Remove(link);
                continue;
            }

            if (!_absent.TryGetValue(link, out DateTimeOffset again) || again <= Now)
            {
                Send(held, held.Solicitation());
            }
        }
    }

    /// <summary>Sends a message; a link that is down or gone is looked for anew, and the message is lost as on any wire.</summary>
    private void Send(HeldLease held, byte[]? frame)
    {
        if (frame is null)
        {
            return;
        }

        string link = held.Request.Link;
        if (_absent.TryGetValue(link, out DateTimeOffset again) && again > Now)
        {
            return;
        }

        try
        {
            if (!Socket(held.Request).TrySend(frame) && _sockets.TryGetValue(Wire(held.Request), out SegmentTap? broken))
            {
                Lose(broken);
            }

            _absent.Remove(link);
        }
        catch (Exception e) when (e is KeepException or NetlinkException or IOException)
        {
            if (!_absent.ContainsKey(link))
            {
                Console.Error.WriteLine($"linkspan-net keep: DHCP on {link}: {e.Message}");
            }

            _absent[link] = Now + (held.Request.IPv6 ? HearingPatience : LinkPatience);
            if (held.Request.IPv6)
            {
                _deaf.Add(link);
            }
        }
    }

    private IEnumerable<HeldLease6> On(string link) => _leases.Values.OfType<HeldLease6>().Where(held => held.Request.Link == link);

    private static (string Link, bool IPv6) Wire(KeeperLeaseRequest request) => (request.Link, request.IPv6);

    private SegmentTap Socket(KeeperLeaseRequest request)
    {
        if (!_sockets.TryGetValue(Wire(request), out SegmentTap? socket))
        {
            string link = request.Link;
            _sockets[Wire(request)] = socket = request.IPv6
                ? new SegmentSocket6(_loop, link, Take, router => Hear(link, router), address => On(link).FirstOrDefault(held => held.LinkLocal.Equals(address)), Lose)
                : new SegmentSocket(_loop, link, Take, Lose);
            if (request.IPv6)
            {
                _deaf.Remove(link);
                foreach (MacAddress address in On(link).Select(static held => held.Answered).OfType<MacAddress>())
                {
                    socket.Listen(address);
                }
            }
        }

        return socket;
    }

    private void Schedule()
    {
        DateTimeOffset due = DateTimeOffset.MaxValue;
        foreach (HeldLease held in _leases.Values)
        {
            due = held.Due < due ? held.Due : due;
        }

        foreach (LeaseWaiter waiter in _waiters)
        {
            due = End(waiter) < due ? End(waiter) : due;
        }

        foreach (string link in _deaf)
        {
            DateTimeOffset again = _absent.TryGetValue(link, out DateTimeOffset then) ? then : Now + HearingPatience;
            due = again < due ? again : due;
        }

        if (due == DateTimeOffset.MaxValue || _retired)
        {
            _timer.Cancel();
        }
        else
        {
            _timer.Start((long)Math.Clamp((due - Now).TotalMilliseconds, 1, int.MaxValue));
        }
    }
}
