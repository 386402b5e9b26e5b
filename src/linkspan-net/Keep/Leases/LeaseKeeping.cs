using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire;
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

    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly LoopTimer _timer;
    private readonly Dictionary<string, HeldLease> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SegmentSocket> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _absent = new(StringComparer.Ordinal); // links that were not there, and when to look again
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

        if (!_leases.TryGetValue(request.Id, out HeldLease? held))
        {
            if (request.PatienceMs > 0)
            {
                Socket(request.Link); // a link that is not there is an error of the request, not something to wait for
            }

            held = Begin(request, request.Held);
        }

        if (held.Lease is not null || request.PatienceMs <= 0)
        {
            connection.Answer(new KeeperAnswer { Id = id, Lease = held.Lease });
            return;
        }

        _waiters.Add(new LeaseWaiter(connection, id, request.Id, Now + TimeSpan.FromMilliseconds(request.PatienceMs)));
        Schedule();
    }

    /// <summary>Keeps what an earlier keeper kept.</summary>
    public void Adopt(KeeperLease lease) => Begin(lease.Request, lease.Lease);

    /// <summary>Tells the server that somebody else has the address, and forgets it.</summary>
    public void Decline(string endpoint)
    {
        if (_leases.Remove(endpoint, out HeldLease? held))
        {
            Send(held, held.Client.Decline(Now));
            Forget(held);
        }
    }

    /// <summary>Gives an address back.</summary>
    public void Release(string endpoint)
    {
        if (_leases.Remove(endpoint, out HeldLease? held))
        {
            Send(held, held.Client.Release(Now));
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
        foreach (SegmentSocket socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    private HeldLease Begin(KeeperLeaseRequest request, SegmentLease? lease)
    {
        var client = new DhcpClient(
            new DhcpClientOptions
            {
                Hardware = request.Hardware,
                ClientIdentifier = request.ClientIdentifier,
                HostName = request.HostName,
                Wanted = lease?.Address ?? request.Wanted,
            },
            Random.Shared);
        var held = new HeldLease(request, client);
        _leases[request.Id] = held;
        bool runs = lease is { Server: not null } && lease.Expires > Now;
        Send(held, runs ? client.Resume(HeldLease.Translate(lease!), Now) : client.Start(Now));
        held.Told = client.Lease;
        Schedule();
        return held;
    }

    private void Take(DhcpReply reply, MacAddress sender)
    {
        foreach (HeldLease held in _leases.Values.Where(held => held.Client.Transaction == reply.Transaction).ToArray())
        {
            DhcpClientState before = held.Client.State;
            Send(held, held.Client.Receive(reply, Now));
            if (held.Client.State == DhcpClientState.Bound && before != DhcpClientState.Bound)
            {
                held.Server = sender;
            }

            Publish(held);
        }

        Schedule();
    }

    /// <summary>Tells those who wait, where the lease is another than before.</summary>
    private void Publish(HeldLease held)
    {
        if (ReferenceEquals(held.Client.Lease, held.Told))
        {
            return;
        }

        held.Told = held.Client.Lease;
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
            Send(held, held.Client.Wake(Now));
            Publish(held);
        }

        foreach (LeaseWaiter waiter in _waiters.Where(waiter => waiter.Deadline <= Now).ToArray())
        {
            _waiters.Remove(waiter);
            Fail(waiter);
        }

        Schedule();
    }

    /// <summary>Nobody answered in time; who asked in vain gets nothing later either, unless it asks without patience.</summary>
    private void Fail(LeaseWaiter waiter)
    {
        string refusal = "";
        string link = "";
        if (_leases.TryGetValue(waiter.Endpoint, out HeldLease? held))
        {
            refusal = held.Client.Refusal;
            link = held.Request.Link;
            Release(waiter.Endpoint);
        }

        string words = refusal.Length > 0 ? $"the DHCP server on {link} refused: {refusal}" : $"no DHCP server answered on {link}";
        waiter.Connection.Answer(new KeeperAnswer { Id = waiter.Id, Error = new KeeperError(KeepException.TimedOut, words) });
    }

    private void Forget(HeldLease held)
    {
        if (held.Told is not null)
        {
            _revision++;
        }

        if (!_leases.Values.Any(other => other.Request.Link == held.Request.Link) && _sockets.Remove(held.Request.Link, out SegmentSocket? socket))
        {
            socket.Dispose();
        }

        Schedule();
    }

    /// <summary>Sends a message; a link that is down or gone is looked for anew, and the message is lost as on any wire.</summary>
    private void Send(HeldLease held, DhcpSend? send)
    {
        if (send is null)
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
            if (!Socket(link).TrySend(send, held.Mac, held.Server) && _sockets.Remove(link, out SegmentSocket? broken))
            {
                broken.Dispose();
            }

            _absent.Remove(link);
        }
        catch (Exception e) when (e is KeepException or NetlinkException or IOException)
        {
            _absent[link] = Now + LinkPatience;
            Console.Error.WriteLine($"linkspan-net keep: DHCP on {link}: {e.Message}");
        }
    }

    private SegmentSocket Socket(string link)
    {
        if (!_sockets.TryGetValue(link, out SegmentSocket? socket))
        {
            _sockets[link] = socket = SegmentSocket.Open(_loop, link, Take);
        }

        return socket;
    }

    private void Schedule()
    {
        DateTimeOffset due = DateTimeOffset.MaxValue;
        foreach (HeldLease held in _leases.Values)
        {
            due = held.Client.Due < due ? held.Client.Due : due;
        }

        foreach (LeaseWaiter waiter in _waiters)
        {
            due = waiter.Deadline < due ? waiter.Deadline : due;
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
