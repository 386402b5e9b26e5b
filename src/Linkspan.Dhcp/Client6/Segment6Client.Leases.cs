using System.Net;
using Linkspan.Dhcp.Client;
using Linkspan.Dhcp.Wire6;

namespace Linkspan.Dhcp.Client6;

/// <content>How an address is had, and what the router's later words do to it.</content>
public sealed partial class Segment6Client
{
    private const int MadeLength = 64; // bits of a prefix to which Ethernet's 64 fit (RFC 2464)

    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2); // RFC 4862 section 5.5.3 e: nobody ends an address sooner by a forged advertisement

    /// <summary>Goes the router's way to an address; where it has none to offer, it is listened to further.</summary>
    private Segment6Send? Decide(DateTimeOffset now)
    {
        if (_router!.Managed && !_unmanaged)
        {
            return Enter(Segment6State.Soliciting, now);
        }

        if (Candidate() is null)
        {
            Refusal = $"router {_router.Router} advertises neither DHCPv6 nor a prefix of {MadeLength} bits for addresses of one's own";
            return State == Segment6State.Listening ? null : Enter(Segment6State.Listening, now);
        }

        return _router.Other && State != Segment6State.Informing ? Enter(Segment6State.Informing, now) : Make(now);
    }

    /// <summary>The prefix for an address of our own making: one for new connections rather than one that is going out of use.</summary>
    private AdvertisedPrefix? Candidate() => _router?.Prefixes
        .Where(static prefix => prefix.Autonomous && prefix.Prefix.PrefixLength == MadeLength && prefix.Valid > TimeSpan.Zero)
        .OrderByDescending(static prefix => prefix.Preferred > TimeSpan.Zero)
        .FirstOrDefault();

    /// <summary>Makes an address; the prefix may be gone since the server was asked for the rest.</summary>
    private Segment6Send? Make(DateTimeOffset now)
    {
        if (Candidate() is not { } prefix)
        {
            return Enter(Segment6State.Listening, now);
        }

        DateTimeOffset expires = now + Cut(prefix.Valid);
        Refusal = "";
        State = Segment6State.Bound;
        var lease = new DhcpLease
        {
            Address = StableAddress.In(prefix.Prefix.BaseAddress, options.Identifier, options.Collisions),
            PrefixLength = MadeLength,
            Server = _router!.Router,
            Obtained = now,
            Renew = expires,
            Rebind = expires,
            Expires = expires,
        };
        Lease = Complete(lease, now);
        Rest();
        return null;
    }

    private void Bind(Dhcp6Reply reply, DateTimeOffset now)
    {
        TimeSpan valid = Cut(reply.Valid);
        TimeSpan preferred = reply.Preferred >= ShortestLease && reply.Preferred < valid ? reply.Preferred : valid;
        bool ordered = reply.RenewalTime == TimeSpan.Zero || reply.RebindingTime == TimeSpan.Zero || reply.RenewalTime <= reply.RebindingTime;
        TimeSpan rebind = ordered && reply.RebindingTime > TimeSpan.Zero && reply.RebindingTime < valid ? reply.RebindingTime : preferred * 0.8;
        TimeSpan half = preferred * 0.5 < rebind ? preferred * 0.5 : rebind;
        TimeSpan renew = ordered && reply.RenewalTime > TimeSpan.Zero && reply.RenewalTime <= rebind ? reply.RenewalTime : half;
        _told = reply;
        Refusal = "";
        State = Segment6State.Bound;
        var lease = new DhcpLease
        {
            Address = reply.Address!,
            PrefixLength = 128,
            Server = _router?.Router ?? Lease?.Server ?? IPAddress.IPv6Any,
            ServerIdentifier = reply.Server,
            Obtained = now,
            Renew = now + renew,
            Rebind = now + rebind,
            Expires = now + valid,
            Gateway = Lease?.Gateway,
        };
        Lease = Complete(lease, now);
        Rest();
    }

    /// <summary>What a router's word changes of the address held.</summary>
    private void Refresh(DateTimeOffset now)
    {
        DhcpLease before = Lease!;
        if (!IsManaged && Candidate() is { } prefix)
        {
            AdvertisedPrefix? own = _router!.Prefixes.FirstOrDefault(known => known.Autonomous && known.Prefix.Contains(before.Address));
            if (own is { Preferred.Ticks: 0 } && prefix.Preferred > TimeSpan.Zero)
            {
                Make(now); // the segment gets other addresses
                return;
            }

            before = own is null ? before : Prolong(before, Cut(own.Valid), now);
        }

        DhcpLease after = Complete(before, now);
        if (!ReferenceEquals(before, Lease) || !Same(after, before))
        {
            Lease = after;
        }

        if (State == Segment6State.Bound)
        {
            Rest();
        }
    }

    /// <summary>
    /// Routers speak every few minutes: a longer life is noted when half of it has passed. A shorter one counts as far as the RFC lets it.
    /// </summary>
    private static DhcpLease Prolong(DhcpLease lease, TimeSpan valid, DateTimeOffset now)
    {
        TimeSpan left = lease.Expires - now;
        TimeSpan life = valid > TwoHours || valid > left ? valid : left <= TwoHours ? left : TwoHours;
        bool noted = life >= left && left > life / 2;
        return noted ? lease : lease with { Obtained = now, Renew = now + life, Rebind = now + life, Expires = now + life };
    }

    /// <summary>Adds what routers and servers say beside the address.</summary>
    private DhcpLease Complete(DhcpLease lease, DateTimeOffset now)
    {
        if (_router is null)
        {
            return lease;
        }

        IEnumerable<AdvertisedPrefix> around = _router.Prefixes.Where(prefix => prefix.OnLink && prefix.Prefix.Contains(lease.Address));
        IPAddress[] servers = [.. (_told?.NameServers ?? []).Concat(_router.NameServers).Distinct()];
        IReadOnlyList<string> domains = _told is { Domains.Count: > 0 } ? _told.Domains : _router.Domains;
        return lease with
        {
            PrefixLength = around.Select(static prefix => prefix.Prefix.PrefixLength).DefaultIfEmpty(128).Max(),
            Gateway = _routerEnds > now ? _router.Router : null,
            NameServers = servers.Length > 0 || _told is not null ? servers : lease.NameServers,
            Domain = domains.Count > 0 ? domains[0] : _told is null ? lease.Domain : "",
            MtuBytes = _router.MtuBytes,
        };
    }

    private static bool Same(DhcpLease left, DhcpLease right) =>
        left.PrefixLength == right.PrefixLength && Equals(left.Gateway, right.Gateway) && left.Domain == right.Domain && left.MtuBytes == right.MtuBytes &&
        left.NameServers.SequenceEqual(right.NameServers);

    private static TimeSpan Cut(TimeSpan length) => length < ShortestLease ? ShortestLease : length > LongestLease ? LongestLease : length;

    /// <summary>Sleeps until the lease is to be renewed, or it or the router's time ends.</summary>
    private void Rest()
    {
        DateTimeOffset due = IsManaged ? Lease!.Renew : Lease!.Expires;
        Due = Lease.Gateway is not null && _routerEnds < due ? _routerEnds : due;
    }
}
