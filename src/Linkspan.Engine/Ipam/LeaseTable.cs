using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ipam;

/// <summary>
/// The addresses of one subnet. The lowest free one is given, as users of Docker expect, with two exceptions that Docker lacks:
/// an owner (container name) that comes back gets its old address, also one that was removed where no stranger has it meanwhile, and a freed address rests for <see cref="Quarantine"/>
/// before a stranger gets it, since peers and DNS caches still know it.
/// Leasing is O(1) while addresses are taken in order: everything below <c>_lowest</c> is known to be taken.
/// </summary>
internal sealed class LeaseTable
{
    /// <summary>How long a freed address is kept from other owners, as long as there are others to give.</summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(30);

    private readonly Subnet _subnet;
    private readonly TimeProvider _time;
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private readonly HashSet<UInt128> _taken = [];
    private readonly Dictionary<string, UInt128> _sticky = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, string> _stickyOwners = [];
    private readonly Dictionary<string, UInt128> _former = new(StringComparer.Ordinal); // of owners without a claim, one an address
    private readonly Dictionary<UInt128, string> _formerOwners = [];
    private readonly Dictionary<UInt128, long> _resting = [];
    private UInt128 _lowest;

    public LeaseTable(Subnet subnet, TimeProvider time)
    {
        _subnet = subnet;
        _time = time;
        IPNetwork range = subnet.Range ?? subnet.Prefix;
        _first = AddressMath.First(range);
        _last = AddressMath.Last(range);
        _lowest = _first;
        foreach (UInt128 reserved in Reserved(subnet))
        {
            _taken.Add(reserved);
        }
    }

    private AddressFamily Family => _subnet.Prefix.BaseAddress.AddressFamily;

    /// <summary>Addresses given to endpoints or set aside.</summary>
    public int TakenCount => _taken.Count;

    /// <summary>True where the address lies in the subnet.</summary>
    public bool Covers(IPAddress address) => _subnet.Prefix.Contains(address);

    /// <summary>True where the owner had an address here that it may have again.</summary>
    public bool Remembers(string owner) => TryFindOld(owner, out _);

    /// <summary>Gives an address: the one wanted, else the owner's last one, else the lowest that is free.</summary>
    /// <param name="owner">Container name; it gets the same address again after <see cref="Release"/>.</param>
    /// <param name="wanted">A particular address, or null.</param>
    /// <param name="address">The address given; null unless the outcome is <see cref="LeaseOutcome.Leased"/>.</param>
    public LeaseOutcome TryLease(string owner, IPAddress? wanted, out IPAddress? address)
    {
        address = null;
        UInt128 number;
        if (wanted is not null)
        {
            if (!_subnet.Prefix.Contains(wanted))
            {
                return LeaseOutcome.OutsideSubnet;
            }

            number = AddressMath.ToNumber(wanted);
            if (_taken.Contains(number))
            {
                return LeaseOutcome.InUse;
            }
        }
        else if (!TryFindOld(owner, out number) && !TryFindFree(out number))
        {
            return LeaseOutcome.Exhausted;
        }

        Take(owner, number);
        address = AddressMath.ToAddress(number, Family);
        return LeaseOutcome.Leased;
    }

    /// <summary>The address that a stranger would be given next, some left out; null where none is free.</summary>
    public IPAddress? Foresee(IReadOnlySet<IPAddress> without)
    {
        for (UInt128 candidate = _lowest; candidate <= _last; candidate++)
        {
            if (!_taken.Contains(candidate) && !_stickyOwners.ContainsKey(candidate) && !IsResting(candidate) && !without.Contains(AddressMath.ToAddress(candidate, Family)))
            {
                return AddressMath.ToAddress(candidate, Family);
            }
        }

        return null;
    }

    /// <summary>Records an address that the store says is given.</summary>
    public void Restore(string owner, IPAddress address) => Take(owner, AddressMath.ToNumber(address));

    /// <summary>Records that an owner, absent now, shall find its address again.</summary>
    public void RestoreSticky(string owner, IPAddress address) => Remember(owner, AddressMath.ToNumber(address));

    /// <summary>Takes an address back; its owner may claim it again.</summary>
    public void Release(IPAddress address)
    {
        UInt128 number = AddressMath.ToNumber(address);
        if (_taken.Remove(number))
        {
            _resting[number] = _time.GetTimestamp();
            _lowest = UInt128.Min(_lowest, UInt128.Max(number, _first));
        }
    }

    /// <summary>Drops an owner's claim: strangers may have the address, and until one has it the owner may come back to it.</summary>
    public void Forget(string owner)
    {
        if (_sticky.Remove(owner, out UInt128 number))
        {
            _stickyOwners.Remove(number);
            DropFormer(owner, number);
            _former[owner] = number;
            _formerOwners[number] = owner;
            _lowest = UInt128.Min(_lowest, UInt128.Max(number, _first));
        }
    }

    private static IEnumerable<UInt128> Reserved(Subnet subnet)
    {
        AddressFamily family = subnet.Prefix.BaseAddress.AddressFamily;
        int hostBits = AddressMath.Bits(family) - subnet.Prefix.PrefixLength;
        if (hostBits > 1)
        {
            yield return AddressMath.First(subnet.Prefix); // network address; the subnet-router anycast address of RFC 4291, 2.6.1
            if (family == AddressFamily.InterNetwork)
            {
                yield return AddressMath.Last(subnet.Prefix);
            }
        }

        if (subnet.Gateway is not null)
        {
            yield return AddressMath.ToNumber(subnet.Gateway);
        }

        foreach (IPAddress address in subnet.Auxiliary.Values.Concat(subnet.HostAddresses).Concat(subnet.KnownAddresses))
        {
            yield return AddressMath.ToNumber(address);
        }
    }

    /// <summary>Sets addresses aside that the host has by now; one that a container has stays its own until it is given back.</summary>
    public void SetAside(IEnumerable<IPAddress> addresses)
    {
        foreach (IPAddress address in addresses.Where(Covers))
        {
            _taken.Add(AddressMath.ToNumber(address));
        }
    }

    private void Take(string owner, UInt128 number)
    {
        _taken.Add(number);
        _resting.Remove(number);
        DropFormer(owner, number);
        Remember(owner, number);
    }

    private void DropFormer(string owner, UInt128 number)
    {
        if (_former.Remove(owner, out UInt128 left))
        {
            _formerOwners.Remove(left);
        }

        if (_formerOwners.Remove(number, out string? previous))
        {
            _former.Remove(previous);
        }
    }

    private bool TryFindOld(string owner, out UInt128 number) =>
        _sticky.TryGetValue(owner, out number) ? !_taken.Contains(number)
            : _former.TryGetValue(owner, out number) && !_taken.Contains(number) && !_stickyOwners.ContainsKey(number);

    private void Remember(string owner, UInt128 number)
    {
        if (_stickyOwners.TryGetValue(number, out string? previous) && previous != owner)
        {
            _sticky.Remove(previous);
        }

        if (_sticky.TryGetValue(owner, out UInt128 former) && former != number)
        {
            _stickyOwners.Remove(former);
        }

        _sticky[owner] = number;
        _stickyOwners[number] = owner;
    }

    private bool TryFindFree(out UInt128 number)
    {
        UInt128? resting = null;
        UInt128? claimed = null;
        bool contiguous = true;
        for (UInt128 candidate = _lowest; candidate <= _last; candidate++)
        {
            if (_taken.Contains(candidate))
            {
                if (contiguous)
                {
                    _lowest = candidate + 1;
                }
            }
            else if (_stickyOwners.ContainsKey(candidate))
            {
                contiguous = false;
                claimed ??= candidate;
            }
            else if (IsResting(candidate))
            {
                contiguous = false;
                resting ??= candidate;
            }
            else
            {
                number = candidate;
                return true;
            }

            if (candidate == UInt128.MaxValue)
            {
                break;
            }
        }

        number = resting ?? claimed ?? 0;
        return resting is not null || claimed is not null;
    }

    private bool IsResting(UInt128 number)
    {
        if (!_resting.TryGetValue(number, out long since))
        {
            return false;
        }

        if (_time.GetElapsedTime(since) < Quarantine)
        {
            return true;
        }

        _resting.Remove(number);
        return false;
    }
}
