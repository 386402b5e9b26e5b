using System.Net;

namespace Linkspan.Dns.Server;

/// <summary>
/// All names of a network at one moment. It never changes; a change makes the next table, at the cost of a walk over its names: measured in
/// docs/keeper.md. FrozenDictionary was tried and lost: it looks up no faster here and takes ten times as long to build.
/// </summary>
internal sealed class ZoneTable
{
    private readonly Dictionary<byte[], ZoneRecord>.AlternateLookup<ReadOnlySpan<byte>> _names;
    private readonly Dictionary<UInt128, byte[]> _addresses;

    /// <summary>Indexes the entries.</summary>
    public ZoneTable(string name, IReadOnlyList<ZoneEntry> entries)
    {
        Name = name;
        Entries = entries;
        Suffix = DnsName.FromText(name) is { } dotted ? [(byte)'.', .. dotted] : [];
        _names = Index(entries).GetAlternateLookup<ReadOnlySpan<byte>>();
        _addresses = Reverse(entries);
    }

    /// <summary>Name of the network.</summary>
    public string Name { get; }

    /// <summary>The members, oldest first.</summary>
    public IReadOnlyList<ZoneEntry> Entries { get; }

    /// <summary>A dot and the network's name; empty where no query can carry it.</summary>
    public byte[] Suffix { get; }

    /// <summary>Looks up <c>name</c> or <c>name.network</c>.</summary>
    public bool TryFind(ReadOnlySpan<byte> dotted, out ZoneRecord record)
    {
        if (_names.TryGetValue(dotted, out record!))
        {
            return true;
        }

        return Suffix.Length > 0 && dotted.EndsWith(Suffix) && _names.TryGetValue(dotted[..^Suffix.Length], out record!);
    }

    /// <summary>Looks up an address (IPv4 mapped into IPv6).</summary>
    /// <returns>The dotted name, <c>name.network</c>.</returns>
    public bool TryFind(UInt128 address, out byte[] dotted) => _addresses.TryGetValue(address, out dotted!);

    private static Dictionary<byte[], ZoneRecord> Index(IReadOnlyList<ZoneEntry> entries)
    {
        var gathered = new Dictionary<byte[], (List<byte[]> IPv4, List<byte[]> IPv6)>(entries.Count * 3, NameKeyComparer.Instance);
        foreach (ZoneEntry entry in entries)
        {
            byte[]? v4 = entry.IPv4?.GetAddressBytes();
            byte[]? v6 = entry.IPv6?.GetAddressBytes();
            foreach (string name in entry.Names.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (DnsName.FromText(name) is not { } dotted)
                {
                    continue;
                }

                if (!gathered.TryGetValue(dotted, out (List<byte[]> IPv4, List<byte[]> IPv6) lists))
                {
                    gathered[dotted] = lists = ([], []);
                }

                AddIfPresent(lists.IPv4, v4);
                AddIfPresent(lists.IPv6, v6);
            }
        }

        return gathered.ToDictionary(
            item => item.Key, item => new ZoneRecord([.. item.Value.IPv4], [.. item.Value.IPv6]), NameKeyComparer.Instance);
    }

    private static void AddIfPresent(List<byte[]> list, byte[]? address)
    {
        if (address is not null)
        {
            list.Add(address);
        }
    }

    private Dictionary<UInt128, byte[]> Reverse(IReadOnlyList<ZoneEntry> entries)
    {
        var addresses = new Dictionary<UInt128, byte[]>(entries.Count);
        foreach (ZoneEntry entry in entries)
        {
            if (entry.Names.Count == 0 || DnsName.FromText(entry.Names[0] + "." + Name) is not { } dotted)
            {
                continue;
            }

            foreach (IPAddress? address in (IPAddress?[])[entry.IPv4, entry.IPv6])
            {
                if (address is not null)
                {
                    addresses[ReverseName.Key(address)] = dotted;
                }
            }
        }

        return addresses;
    }
}
