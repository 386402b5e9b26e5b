using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>What one client sees and where its other questions go; never changed, replaced whole.</summary>
public sealed class View
{
    private readonly Zone[] _zones;
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _links;
    private readonly bool _hasLinks;

    /// <summary>Creates a view.</summary>
    /// <param name="zones">Zones in the order in which they are searched.</param>
    /// <param name="links">Private aliases: alias to name; searched first.</param>
    public View(IReadOnlyList<Zone> zones, IReadOnlyDictionary<string, string> links)
    {
        _zones = [.. zones];
        var map = new Dictionary<byte[], byte[]>(NameKeyComparer.Instance);
        foreach ((string alias, string name) in links)
        {
            if (DnsName.FromText(alias) is { } key && DnsName.FromText(name) is { } target)
            {
                map[key] = target;
            }
        }

        _hasLinks = map.Count > 0;
        _links = map.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>A view of nothing.</summary>
    public static View Empty { get; } = new([], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Servers asked for other names, in order; the first three count.</summary>
    public IReadOnlyList<IPAddress> Servers { get; init; } = [];

    /// <summary>Where <see cref="Servers"/> is empty, the server's own default resolvers are asked. Neither: other names do not exist.</summary>
    public bool UseDefaultServers { get; init; }

    /// <summary>Above 0, other names without a dot are answered empty instead of being forwarded (resolv.conf(5)).</summary>
    public int Ndots { get; init; }

    /// <summary>
    /// Looks for a name: the first zone that knows it with the family asked for answers. A zone that knows it without that family makes it known:
    /// the answer is then empty, never another server's.
    /// </summary>
    /// <returns>False where no zone knows the name.</returns>
    internal bool TryFind(ReadOnlySpan<byte> dotted, ushort type, out byte[][] addresses)
    {
        if (_hasLinks && _links.TryGetValue(dotted, out byte[]? target))
        {
            dotted = target;
        }

        addresses = [];
        bool known = false;
        foreach (Zone zone in _zones)
        {
            if (!zone.TryFind(dotted, out ZoneRecord record))
            {
                continue;
            }

            known = true;
            addresses = type switch
            {
                DnsType.A => record.IPv4,
                DnsType.Aaaa => record.IPv6,
                _ => [],
            };
            if (addresses.Length > 0)
            {
                break;
            }
        }

        return known;
    }

    /// <summary>Looks for the name of an address.</summary>
    internal bool TryFind(UInt128 address, out byte[] dotted)
    {
        foreach (Zone zone in _zones)
        {
            if (zone.TryFind(address, out dotted))
            {
                return true;
            }
        }

        dotted = [];
        return false;
    }
}
