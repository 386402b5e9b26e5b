using System.Net;
using Linkspan.Netlink;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Packet;
using Linkspan.Netlink.Route;
using Microsoft.Extensions.Logging;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Tells a segment of addresses that have just come: gratuitous ARP and unsolicited neighbour advertisements, three in two seconds as
/// Docker sends them, since the first ones may meet a switch port that does not forward yet. All of it happens on a timer: an attach does not wait.
/// The kernel's own arp_notify speaks when a link comes up, which is before our links have addresses.
/// </summary>
internal sealed class Announcer : IDisposable
{
    private const int Rounds = 3;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20); // the kernel's link watch has opened the bridge's port by then
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly List<News> _pending = [];
    private readonly Timer _timer;

    public Announcer(ILogger log)
    {
        _log = log;
        _timer = new Timer(static announcer => ((Announcer)announcer!).Tell(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Announces a link's addresses, soon and twice again.</summary>
    /// <param name="space">Path of the namespace.</param>
    /// <param name="link">Index of the link in it.</param>
    /// <param name="mac">Hardware address under which the addresses are reached.</param>
    /// <param name="addresses">The addresses.</param>
    public void Announce(string space, int link, MacAddress mac, IReadOnlyList<IPAddress> addresses)
    {
        lock (_lock)
        {
            _pending.Add(new News(space, link, mac, addresses, Rounds, TimeProvider.System.GetTimestamp() + Ticks(First)));
            if (_pending.Count == 1)
            {
                _timer.Change(First, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _pending.Clear(); // a round under way then leaves the timer alone
        }

        _timer.Dispose();
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private void Tell()
    {
        long now = TimeProvider.System.GetTimestamp();
        List<News> due;
        lock (_lock)
        {
            due = _pending.FindAll(news => news.Due <= now);
            _pending.RemoveAll(news => news.Due <= now);
            _pending.AddRange(due.Where(static news => news.Left > 1).Select(news => news with { Left = news.Left - 1, Due = now + Ticks(Pause) }));
        }

        due.ForEach(Tell);
        lock (_lock)
        {
            if (_pending.Count > 0)
            {
                long wait = _pending.Min(static news => news.Due) - TimeProvider.System.GetTimestamp();
                _timer.Change(TimeSpan.FromSeconds(Math.Max(0.005, wait / (double)TimeProvider.System.TimestampFrequency)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tell(News news)
    {
        try
        {
            using NetworkNamespace space = NetworkNamespace.Open(news.Space);
            using var socket = PacketSocket.Open(space, news.Link, type: 0);
            Span<byte> buffer = stackalloc byte[NeighbourFrame.Length];
            foreach (IPAddress address in news.Addresses)
            {
                socket.TrySend(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
                    ? ArpFrame.Announcement(news.Mac, address).Write(buffer)
                    : NeighbourFrame.Announcement(news.Mac, address).Write(buffer));
            }
        }
        catch (NetlinkException e)
        {
            Log.NotAnnounced(_log, string.Join(", ", news.Addresses), e); // the container ended meanwhile
        }
    }

    private sealed record News(string Space, int Link, MacAddress Mac, IReadOnlyList<IPAddress> Addresses, int Left, long Due);
}
