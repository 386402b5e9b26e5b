using System.Net;
using Linkspan.Dhcp.Wire;

namespace Linkspan.Dhcp.Client;

/// <summary>
/// A DHCPv4 client (RFC 2131 section 4.4) as a state machine without a socket or a clock of its own: it is told what came and what time it
/// is, and says what to send and when to wake it. One thread at a time.
/// </summary>
/// <param name="options">Who asks.</param>
/// <param name="random">Chooses transaction numbers and spreads repetitions.</param>
public sealed class DhcpClient(DhcpClientOptions options, Random random)
{
    private const int RebootAttempts = 2; // then a new address is looked for
    private const int RequestAttempts = 3; // then another offer

    private static readonly TimeSpan FirstRepetition = TimeSpan.FromSeconds(1); // RFC 2131 section 4.1 says 4: on a local segment nobody takes that long
    private static readonly TimeSpan LastRepetition = TimeSpan.FromSeconds(64);
    private static readonly TimeSpan LeastRenewal = TimeSpan.FromSeconds(60); // RFC 2131 section 4.4.5
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(2); // of a server that gives less nobody could keep up
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(3650); // stands for ever

    private DhcpReply? _offer;
    private uint _transaction;
    private int _attempt;
    private DateTimeOffset _began;

    /// <summary>Where the client stands.</summary>
    public DhcpClientState State { get; private set; }

    /// <summary>The lease held, or null.</summary>
    public DhcpLease? Lease { get; private set; }

    /// <summary>When <see cref="Wake"/> is to be called.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>What the server said when it last refused, or empty.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Number of the exchange under way, by which an answer finds its client.</summary>
    public uint Transaction => _transaction;

    /// <summary>Begins: with the address that it had, if any, else by looking for a server.</summary>
    /// <returns>What to send.</returns>
    public DhcpSend Start(DateTimeOffset now) => Enter(options.Wanted is null ? DhcpClientState.Selecting : DhcpClientState.Rebooting, now);

    /// <summary>Begins with a lease from before, whose time runs on.</summary>
    /// <returns>What to send, or null where there is time.</returns>
    public DhcpSend? Resume(DhcpLease lease, DateTimeOffset now)
    {
        Lease = lease;
        State = DhcpClientState.Bound;
        Due = lease.Renew;
        return Wake(now);
    }

    /// <summary>Takes an answer; one that is not for this client or not awaited is ignored.</summary>
    /// <returns>What to send, or null.</returns>
    public DhcpSend? Receive(DhcpReply reply, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply.Transaction != _transaction || !reply.Hardware.AsSpan().SequenceEqual(options.Hardware))
        {
            return null;
        }

        switch (reply.Type)
        {
            case DhcpMessageType.Offer when State == DhcpClientState.Selecting && reply.Server is not null && IsHost(reply.Address):
                _offer = reply;
                return Enter(DhcpClientState.Requesting, now);
            case DhcpMessageType.Acknowledge when State is not (DhcpClientState.Selecting or DhcpClientState.Bound) && IsHost(reply.Address):
                Bind(reply, now);
                return null;
            case DhcpMessageType.Refuse when State is not (DhcpClientState.Selecting or DhcpClientState.Bound):
                Refusal = reply.Words;
                Lease = null;
                return Enter(DhcpClientState.Selecting, now);
            default:
                return null;
        }
    }

    /// <summary>Time has passed: repeats a question, asks for more time, or gives up what ended.</summary>
    /// <returns>What to send, or null where it is too early.</returns>
    public DhcpSend? Wake(DateTimeOffset now)
    {
        if (now < Due)
        {
            return null;
        }

        if (Lease is { } lease && now >= lease.Expires)
        {
            Lease = null;
            return Enter(DhcpClientState.Selecting, now);
        }

        return State switch
        {
            DhcpClientState.Bound => Enter(now >= Lease!.Rebind ? DhcpClientState.Rebinding : DhcpClientState.Renewing, now),
            DhcpClientState.Renewing when now >= Lease!.Rebind => Enter(DhcpClientState.Rebinding, now),
            DhcpClientState.Rebooting when _attempt >= RebootAttempts => Enter(DhcpClientState.Selecting, now),
            DhcpClientState.Requesting when _attempt >= RequestAttempts => Enter(DhcpClientState.Selecting, now),
            _ => Ask(now),
        };
    }

    /// <summary>Gives the lease back and ends.</summary>
    /// <returns>What to send, or null where there is none.</returns>
    public DhcpSend? Release(DateTimeOffset now) => End() is not { } lease
        ? null
        : new DhcpSend(Message(DhcpMessageType.Release, now) with { Own = lease.Address, Server = lease.Server }, lease.Address, lease.Server);

    /// <summary>Says that somebody else has the address, and ends (RFC 2131 section 4.4.4).</summary>
    /// <returns>What to send, or null where there is no lease.</returns>
    public DhcpSend? Decline(DateTimeOffset now) => End() is not { } lease
        ? null
        : new DhcpSend(Message(DhcpMessageType.Decline, now) with { Requested = lease.Address, Server = lease.Server }, From: null, To: null);

    private DhcpLease? End()
    {
        DhcpLease? lease = Lease;
        Lease = null;
        Due = DateTimeOffset.MaxValue;
        _transaction = (uint)random.Next();
        return lease;
    }

    private static bool IsHost(IPAddress address) => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.Broadcast) && address.GetAddressBytes()[0] is not (0 or 127 or >= 224);

    private DhcpSend Enter(DhcpClientState state, DateTimeOffset now)
    {
        if (state != DhcpClientState.Requesting)
        {
            _transaction = (uint)random.Next(); // a request repeats the number of the offer (RFC 2131 section 4.4.1)
        }

        if (state is DhcpClientState.Selecting or DhcpClientState.Rebooting or DhcpClientState.Renewing)
        {
            _began = now;
        }

        State = state;
        _attempt = 0;
        return Ask(now);
    }

    private DhcpSend Ask(DateTimeOffset now)
    {
        TimeSpan wait = FirstRepetition * Math.Pow(2, Math.Min(_attempt, 6));
        wait = (wait < LastRepetition ? wait : LastRepetition) + TimeSpan.FromMilliseconds(random.Next(-200, 200));
        _attempt++;
        Due = now + wait;
        DhcpRequest message = Message(State == DhcpClientState.Selecting ? DhcpMessageType.Discover : DhcpMessageType.Request, now);
        switch (State)
        {
            case DhcpClientState.Selecting or DhcpClientState.Rebooting:
                return new DhcpSend(message with { Requested = options.Wanted }, From: null, To: null);
            case DhcpClientState.Requesting:
                return new DhcpSend(message with { Requested = _offer!.Address, Server = _offer.Server }, From: null, To: null);
            default:
                DateTimeOffset limit = State == DhcpClientState.Renewing ? Lease!.Rebind : Lease!.Expires;
                TimeSpan half = (limit - now) / 2;
                Due = half > LeastRenewal ? now + half : now + wait < limit ? now + wait : limit;
                return options.HearsBroadcastOnly
                    ? new DhcpSend(message with { Requested = Lease.Address }, From: null, To: null)
                    : new DhcpSend(message with { Own = Lease.Address }, Lease.Address, State == DhcpClientState.Renewing ? Lease.Server : null);
        }
    }

    private DhcpRequest Message(DhcpMessageType type, DateTimeOffset now) => new()
    {
        Type = type,
        Transaction = _transaction,
        Hardware = options.Hardware,
        ClientIdentifier = options.ClientIdentifier,
        HostName = options.HostName,
        ElapsedSeconds = (ushort)Math.Clamp((now - _began).TotalSeconds, 0, ushort.MaxValue),
    };

    private void Bind(DhcpReply reply, DateTimeOffset now)
    {
        TimeSpan length = reply.LeaseTime ?? TimeSpan.FromHours(1);
        length = length < ShortestLease ? ShortestLease : length > LongestLease ? LongestLease : length;
        TimeSpan rebind = reply.RebindingTime is { } t2 && t2 < length ? t2 : length * 0.875;
        TimeSpan half = length * 0.5 < rebind ? length * 0.5 : rebind; // a server may give T2 alone, and early
        TimeSpan renew = reply.RenewalTime is { } t1 && t1 < rebind ? t1 : half;
        IReadOnlyList<(IPNetwork Destination, IPAddress Gateway)> routes = reply.Routes;
        bool classless = routes.Count > 0; // then routers do not count (RFC 3442)
        Lease = new DhcpLease
        {
            Address = reply.Address,
            PrefixLength = reply.PrefixLength ?? Lease?.PrefixLength ?? ClassLength(reply.Address),
            Server = reply.Server ?? Lease?.Server ?? _offer?.Server ?? IPAddress.Broadcast,
            Obtained = now,
            Renew = now + renew,
            Rebind = now + rebind,
            Expires = now + length,
            Gateway = classless
                ? routes.Where(static route => route.Destination.PrefixLength == 0).Select(static route => route.Gateway).FirstOrDefault()
                : reply.Routers is [var router, ..] ? router : null,
            Routes = [.. routes.Where(static route => route.Destination.PrefixLength != 0)],
            NameServers = reply.NameServers,
            Domain = reply.DomainName,
            MtuBytes = reply.MtuBytes,
        };
        Refusal = "";
        State = DhcpClientState.Bound;
        Due = Lease.Renew;
    }

    /// <summary>A server that gives no mask means that of the address's class (RFC 2132 section 3.3 has clients know it).</summary>
    private static int ClassLength(IPAddress address) => address.GetAddressBytes()[0] switch
    {
        < 128 => 8,
        < 192 => 16,
        _ => 24,
    };
}
