using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire6;

namespace Linkspan.Dhcp.Client6;

/// <summary>
/// One address on an IPv6 segment, had in the way that its router says: from a DHCPv6 server (RFC 8415) or of the client's own making (RFC 4862).
/// Like <see cref="DhcpClient"/> it has neither socket nor clock. One thread at a time.
/// </summary>
/// <param name="options">Who asks.</param>
/// <param name="random">Chooses transaction numbers and spreads repetitions.</param>
public sealed partial class Segment6Client(Segment6Options options, Random random)
{
    private const int SolicitAttempts = 3; // then an address of our own making, where the router allows one
    private const int RequestAttempts = 3; // then another offer
    private const int InformAttempts = 2; // then without

    private static readonly TimeSpan FirstRepetition = TimeSpan.FromSeconds(1); // SOL_TIMEOUT; routers take three times as long, but the first question may be lost too
    private static readonly TimeSpan LastRepetition = TimeSpan.FromSeconds(64);
    private static readonly TimeSpan LeastRenewal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(3650); // stands for ever
    private static readonly TimeSpan UsualRouterLifetime = TimeSpan.FromMinutes(30); // AdvDefaultLifetime of RFC 4861

    private RouterAdvertisement? _router;
    private DateTimeOffset _routerEnds;
    private Dhcp6Reply? _offer;
    private Dhcp6Reply? _told; // what a server said last beside addresses
    private bool _unmanaged; // no server answered, so that the router's word counts no longer
    private uint _transaction;
    private int _attempt;
    private DateTimeOffset _began;

    /// <summary>Where the client stands.</summary>
    public Segment6State State { get; private set; }

    /// <summary>The address held, or null; without a server's identifier it is of the client's own making.</summary>
    public DhcpLease? Lease { get; private set; }

    /// <summary>When <see cref="Wake"/> is to be called.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Why there is no address, as far as anybody said; or empty.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Number of the exchange under way, by which an answer finds its client.</summary>
    public uint Transaction => _transaction;

    /// <summary>True where a router has spoken.</summary>
    public bool HasRouter => _router is not null;

    private bool IsManaged => Lease is { ServerIdentifier.Length: > 0 };

    /// <summary>Begins by asking for a router.</summary>
    /// <returns>What to send.</returns>
    public Segment6Send Start(DateTimeOffset now) => Enter(Segment6State.Listening, now);

    /// <summary>Begins with an address from before, whose time runs on.</summary>
    /// <returns>What to send.</returns>
    public Segment6Send Resume(DhcpLease lease, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Lease = lease;
        State = Segment6State.Bound;
        _routerEnds = now + UsualRouterLifetime;
        Rest();
        return Wake(now) ?? new Segment6Send(Message: null); // the router may be another one by now
    }

    /// <summary>Takes a router's word.</summary>
    /// <returns>What to send, or null.</returns>
    public Segment6Send? Hear(RouterAdvertisement router, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(router);
        bool better = _router is null || _router.Router.Equals(router.Router) || _routerEnds <= now ||
            (router.RouterLifetime > TimeSpan.Zero && router.Preference > _router.Preference);
        if (!better)
        {
            return null;
        }

        _router = router;
        _routerEnds = now + router.RouterLifetime;
        switch (State)
        {
            case Segment6State.Listening:
                return Decide(now);
            case Segment6State.Soliciting when !router.Managed && Lease is null:
                return Decide(now);
            case Segment6State.Bound or Segment6State.Renewing or Segment6State.Rebinding:
                Refresh(now);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Takes a server's answer; one that is not for this client or not awaited is ignored.</summary>
    /// <returns>What to send, or null.</returns>
    public Segment6Send? Receive(Dhcp6Reply reply, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.Transaction != _transaction || !reply.Client.AsSpan().SequenceEqual(options.Identifier))
        {
            return null;
        }

        bool given = reply is { Status: Dhcp6Status.Success, Address: not null } && reply.Valid > TimeSpan.Zero;
        switch (State)
        {
            case Segment6State.Soliciting when reply.Type == Dhcp6MessageType.Advertise:
                Refusal = given ? "" : Words(reply);
                _offer = given ? reply : null;
                return given ? Enter(Segment6State.Requesting, now) : null;
            case Segment6State.Informing when reply.Type == Dhcp6MessageType.Reply:
                _told = reply;
                return Make(now);
            case Segment6State.Requesting or Segment6State.Renewing or Segment6State.Rebinding when reply.Type == Dhcp6MessageType.Reply && given:
                Bind(reply, now);
                return null;
            case Segment6State.Requesting when reply.Type == Dhcp6MessageType.Reply:
            case Segment6State.Renewing or Segment6State.Rebinding when reply.Type == Dhcp6MessageType.Reply && Ends(reply):
                Refusal = Words(reply);
                Lease = null;
                return Enter(Segment6State.Soliciting, now);
            default:
                return null;
        }
    }

    /// <summary>Time has passed: repeats a question, asks for more time, or gives up what ended.</summary>
    /// <returns>What to send, or null where it is too early.</returns>
    public Segment6Send? Wake(DateTimeOffset now)
    {
        if (now < Due)
        {
            return null;
        }

        if (Lease is { } lease && now >= lease.Expires)
        {
            Lease = null;
            return Enter(Segment6State.Listening, now);
        }

        if (Lease is { Gateway: not null } && now >= _routerEnds)
        {
            Lease = Lease with { Gateway = null }; // RFC 4861 section 6.3.5
            if (State == Segment6State.Bound)
            {
                Rest();
                return Wake(now) ?? new Segment6Send(Message: null);
            }
        }

        switch (State)
        {
            case Segment6State.Bound:
                return IsManaged ? Enter(now >= Lease!.Rebind ? Segment6State.Rebinding : Segment6State.Renewing, now) : null;
            case Segment6State.Renewing when now >= Lease!.Rebind:
                return Enter(Segment6State.Rebinding, now);
            case Segment6State.Soliciting when _attempt >= SolicitAttempts && Candidate() is not null:
                _unmanaged = true;
                return Decide(now);
            case Segment6State.Requesting when _attempt >= RequestAttempts:
                return Enter(Segment6State.Soliciting, now);
            case Segment6State.Informing when _attempt >= InformAttempts:
                return Make(now);
            default:
                return Ask(now);
        }
    }

    /// <summary>Gives the address back and ends.</summary>
    /// <returns>What to send, or null where nobody lent it.</returns>
    public Segment6Send? Release(DateTimeOffset now) => End(Dhcp6MessageType.Release, now);

    /// <summary>Says that somebody else has the address, and ends.</summary>
    /// <returns>What to send, or null where nobody lent it.</returns>
    public Segment6Send? Decline(DateTimeOffset now) => End(Dhcp6MessageType.Decline, now);

    /// <summary>A server that does not know an address ends it only as the one that lent it; one that is not ours to keep ends anyway.</summary>
    private bool Ends(Dhcp6Reply reply) => reply.Status switch
    {
        Dhcp6Status.NoBinding => State == Segment6State.Renewing,
        Dhcp6Status.NotOnLink => true,
        _ => reply.Address is not null && reply.Valid == TimeSpan.Zero,
    };

    private static string Words(Dhcp6Reply reply) => reply.Words.Length > 0 ? reply.Words : reply.Status switch
    {
        Dhcp6Status.NoBinding => "it does not know the address",
        Dhcp6Status.NotOnLink => "the address does not belong on the segment",
        _ => "it has no address left",
    };

    private Segment6Send? End(Dhcp6MessageType type, DateTimeOffset now)
    {
        DhcpLease? lease = Lease;
        Lease = null;
        Due = DateTimeOffset.MaxValue;
        _began = now;
        _transaction = Number();
        return lease is not { ServerIdentifier.Length: > 0 } ? null : new Segment6Send(Message(type, now) with { Address = lease.Address, Server = lease.ServerIdentifier });
    }

    private Segment6Send Enter(Segment6State state, DateTimeOffset now)
    {
        _transaction = Number();
        _began = now;
        _attempt = 0;
        _unmanaged = _unmanaged && state != Segment6State.Listening;
        State = state;
        return Ask(now);
    }

    private uint Number() => (uint)random.Next(1 << 24);

    private Segment6Send Ask(DateTimeOffset now)
    {
        TimeSpan wait = FirstRepetition * Math.Pow(2, Math.Min(_attempt, 6));
        wait = (wait < LastRepetition ? wait : LastRepetition) + TimeSpan.FromMilliseconds(random.Next(-100, 100));
        _attempt++;
        Due = now + wait;
        switch (State)
        {
            case Segment6State.Listening:
                return new Segment6Send(Message: null);
            case Segment6State.Soliciting:
                return new Segment6Send(Message(Dhcp6MessageType.Solicit, now) with { Address = options.Wanted });
            case Segment6State.Requesting:
                return new Segment6Send(Message(Dhcp6MessageType.Request, now) with { Address = _offer!.Address, Server = _offer.Server });
            case Segment6State.Informing:
                return new Segment6Send(Message(Dhcp6MessageType.InformationRequest, now));
            default:
                bool renews = State == Segment6State.Renewing;
                DateTimeOffset limit = renews ? Lease!.Rebind : Lease!.Expires;
                TimeSpan half = (limit - now) / 2;
                Due = half > LeastRenewal ? now + half : Due < limit ? Due : limit;
                return new Segment6Send(
                    Message(renews ? Dhcp6MessageType.Renew : Dhcp6MessageType.Rebind, now) with { Address = Lease.Address, Server = renews ? Lease.ServerIdentifier : [] });
        }
    }

    private Dhcp6Request Message(Dhcp6MessageType type, DateTimeOffset now) => new()
    {
        Type = type,
        Transaction = _transaction,
        Client = options.Identifier,
        Elapsed = now - _began,
    };
}
