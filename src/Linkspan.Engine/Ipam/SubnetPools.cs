using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Linkspan.Engine.Ipam;

/// <summary>
/// Chooses automatic subnets: the first of the pools, in order, that overlaps nothing in use.
/// The list starts as Docker's, so that the first networks look familiar, and goes on with 10.128.0.0/9 in /24:
/// Docker gives up after 31 networks, this list after 32,798.
/// </summary>
internal static class SubnetPools
{
    private static readonly AddressPool[] BuiltIn =
    [
        new(IPNetwork.Parse("172.17.0.0/16"), 16),
        new(IPNetwork.Parse("172.18.0.0/15"), 16),
        new(IPNetwork.Parse("172.20.0.0/14"), 16),
        new(IPNetwork.Parse("172.24.0.0/13"), 16),
        new(IPNetwork.Parse("192.168.0.0/16"), 20),
        new(IPNetwork.Parse("10.128.0.0/9"), 24),
    ];

    /// <summary>The pools of a host: those configured, else the built-in ones; IPv6 gets a unique local /48 (RFC 4193) unless configured.</summary>
    public static IReadOnlyList<AddressPool> For(IReadOnlyList<AddressPool> configured, string hostId)
    {
        List<AddressPool> pools = [.. configured];
        if (!pools.Exists(static pool => pool.Base.BaseAddress.AddressFamily == AddressFamily.InterNetwork))
        {
            pools.AddRange(BuiltIn);
        }

        if (!pools.Exists(static pool => pool.Base.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6))
        {
            pools.Add(new AddressPool(UniqueLocal(hostId), 64));
        }

        return pools;
    }

    /// <summary>A /48 below fd00::/8 whose 40 bits are a hash of the host's id, so that two hosts hardly ever collide.</summary>
    public static IPNetwork UniqueLocal(string hostId)
    {
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(hostId), hash);
        address[0] = 0xfd;
        hash[^5..].CopyTo(address[1..6]);
        return new IPNetwork(new IPAddress(address), 48);
    }

    /// <summary>Finds a free subnet.</summary>
    /// <param name="pools">Pools in order of preference.</param>
    /// <param name="family">Family wanted.</param>
    /// <param name="prefixLength">Length wanted; null takes the pool's.</param>
    /// <param name="used">Ranges of networks, host addresses, routes, resolvers.</param>
    /// <returns>The subnet, or null where all are used.</returns>
    public static IPNetwork? Choose(IReadOnlyList<AddressPool> pools, AddressFamily family, int? prefixLength, IReadOnlyList<IPNetwork> used)
    {
        foreach (AddressPool pool in pools)
        {
            int length = prefixLength ?? pool.PrefixLength;
            if (pool.Base.BaseAddress.AddressFamily == family && length >= pool.Base.PrefixLength &&
                FirstFree(pool.Base, length, used) is { } subnet)
            {
                return subnet;
            }
        }

        return null;
    }

    /// <summary>
    /// One sweep over the pool. Of thousands of ranges in use nearly all were cut from it at this very size: they are looked up; only those of
    /// other sizes are sorted.
    /// </summary>
    private static IPNetwork? FirstFree(IPNetwork pool, int length, IReadOnlyList<IPNetwork> used)
    {
        AddressFamily family = pool.BaseAddress.AddressFamily;
        UInt128 size = UInt128.One << (AddressMath.Bits(family) - length);
        (UInt128 start, UInt128 last) = (AddressMath.First(pool), AddressMath.Last(pool));
        HashSet<UInt128> alike = [];
        List<(UInt128 First, UInt128 Last)> others = [];
        foreach (IPNetwork range in used)
        {
            if (range.BaseAddress.AddressFamily != family || !AddressMath.Overlap(range, pool))
            {
                continue;
            }

            if (range.PrefixLength == length)
            {
                alike.Add(AddressMath.First(range));
            }
            else
            {
                others.Add((AddressMath.First(range), AddressMath.Last(range)));
            }
        }

        others.Sort();
        for (int next = 0; start <= last;)
        {
            UInt128 end = start + (size - 1);
            while (next < others.Count && others[next].Last < start)
            {
                next++;
            }

            bool taken = next < others.Count && others[next].First <= end;
            if (!taken && !alike.Contains(start))
            {
                return new IPNetwork(AddressMath.ToAddress(start, family), length);
            }

            UInt128 following = ((taken ? UInt128.Max(others[next].Last, end) : end) / size * size) + size; // the next boundary of this size behind what is taken
            if (following <= start)
            {
                return null; // wrapped past the last address
            }

            start = following;
        }

        return null;
    }
}
