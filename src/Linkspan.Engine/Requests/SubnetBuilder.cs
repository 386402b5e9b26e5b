using System.Net;
using System.Net.Sockets;
using System.Text;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Requests;

/// <summary>Makes a network's subnets: reads those given, chooses those that are not, and refuses what others use.</summary>
/// <param name="existing">All networks.</param>
/// <param name="host">The host at this moment.</param>
/// <param name="pools">Pools for automatic subnets.</param>
/// <param name="warnings">Receives what has no effect or an unexpected one.</param>
internal sealed class SubnetBuilder(IReadOnlyCollection<Network> existing, HostView host, IReadOnlyList<AddressPool> pools, List<string> warnings)
{
    /// <summary>The subnets of a network, IPv4 first, in the order given.</summary>
    /// <exception cref="LinkspanException">Invalid or Forbidden: all mistakes of form together, or the first collision.</exception>
    public List<Subnet> Build(NetworkRequest request, SubnetRules rules)
    {
        (List<Subnet> given, Dictionary<AddressFamily, int> lengths) = Read(request, rules);
        List<Subnet> complete = [];
        foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            if (rules.Leased && family == AddressFamily.InterNetwork)
            {
                RefuseLeased(given, lengths, family);
            }
            else if (family == AddressFamily.InterNetwork ? rules.IPv4 : rules.IPv6)
            {
                List<Subnet> ofFamily = given.FindAll(subnet => subnet.Prefix.BaseAddress.AddressFamily == family);
                complete.AddRange(Complete(request.Name, ofFamily, family, lengths.TryGetValue(family, out int length) ? length : null, rules));
            }
        }

        return complete;
    }

    private (List<Subnet> Given, Dictionary<AddressFamily, int> Lengths) Read(NetworkRequest request, SubnetRules rules)
    {
        List<string> mistakes = [];
        List<Subnet> subnets = [];
        var lengths = new Dictionary<AddressFamily, int>();
        foreach (SubnetRequest configuration in request.Subnets)
        {
            SubnetParser.Parsed? parsed = SubnetParser.Parse(configuration, mistakes);
            if (parsed?.Automatic is { } automatic)
            {
                lengths[automatic.Family] = automatic.PrefixLength;
            }
            else if (parsed?.Fixed is { } subnet)
            {
                AddIfEnabled(subnets, subnet, rules);
            }
        }

        return mistakes.Count == 0
            ? (subnets, lengths)
            : throw new LinkspanException(ErrorKind.Invalid, new StringBuilder("invalid network config:\n").AppendJoin('\n', mistakes).ToString());
    }

    private static void RefuseLeased(List<Subnet> given, Dictionary<AddressFamily, int> lengths, AddressFamily family)
    {
        if (lengths.ContainsKey(family) || given.Exists(subnet => subnet.Prefix.BaseAddress.AddressFamily == family))
        {
            throw new LinkspanException(
                ErrorKind.Invalid, "with --ipam-driver dhcp the segment's own server knows the IPv4 subnet; leave --subnet out, or use the default IPAM driver with it");
        }
    }

    private IEnumerable<Subnet> Complete(string name, List<Subnet> given, AddressFamily family, int? length, SubnetRules rules)
    {
        if (given.Count > 1 && !rules.Several)
        {
            throw new LinkspanException(ErrorKind.Forbidden, "bridge driver doesn't support multiple subnets of one family; make a second network");
        }

        for (int index = 0; index < given.Count; index++)
        {
            CheckOverlap(name, given[index].Prefix, given.Take(index), rules);
        }

        if (given.Count == 0)
        {
            if (rules.Leased)
            {
                return []; // the segment's router knows it
            }

            given = [new Subnet { Prefix = ChooseSubnet(name, family, length), Automatic = true }];
            if (rules.Segment is not null)
            {
                warnings.Add($"no subnet was given, so {given[0].Prefix} was chosen: machines on the segment of {rules.Segment} do not know it; name theirs with --subnet");
            }
        }

        return given.Select(subnet => WithHostAddresses(rules.MakesGateway(family) ? WithGateway(subnet) : subnet, rules.Segment));
    }

    /// <summary>Sets aside what the host has on the segment, and what it uses there: neither is the containers'.</summary>
    private Subnet WithHostAddresses(Subnet subnet, string? segment) => segment is null ? subnet : subnet with
    {
        HostAddresses = [.. Within(subnet, host.Occupied.Where(range => range.Link == segment).Select(static range => range.Address))],
        KnownAddresses =
        [
            .. Within(subnet, host.Occupied.Where(static range => range.Link.Length == 0 && range.OnLink).Select(static range => range.Range.BaseAddress)),
            .. Within(subnet, host.Occupied.Where(range => range.Link != segment).Select(static range => range.Address)), // on another NIC, perhaps of the same segment
        ],
    };

    private static IEnumerable<IPAddress> Within(Subnet subnet, IEnumerable<IPAddress?> addresses) =>
        addresses.OfType<IPAddress>().Where(address => subnet.Prefix.Contains(address) && !address.Equals(subnet.Gateway)).Distinct();

    private void AddIfEnabled(List<Subnet> subnets, Subnet subnet, SubnetRules rules)
    {
        bool isIPv4 = subnet.Prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        if (isIPv4 ? rules.IPv4 : rules.IPv6)
        {
            subnets.Add(subnet);
        }
        else
        {
            warnings.Add($"subnet {subnet.Prefix} has no effect, since the network does not carry {(isIPv4 ? "IPv4" : "IPv6; add --ipv6")}");
        }
    }

    private IPNetwork ChooseSubnet(string name, AddressFamily family, int? length)
    {
        List<IPNetwork> used = [.. host.Occupied.Select(static range => range.Range)];
        used.AddRange(existing.SelectMany(static network => network.Subnets).Select(static subnet => subnet.Prefix));
        return SubnetPools.Choose(pools, family, length, used) ?? throw new LinkspanException(
            ErrorKind.Invalid,
            $"network {name}: all predefined address pools have been fully subnetted; name a range with --subnet, or give the daemon more with --default-address-pool");
    }

    private void CheckOverlap(string name, IPNetwork prefix, IEnumerable<Subnet> brothers, SubnetRules rules)
    {
        if (brothers.FirstOrDefault(brother => AddressMath.Overlap(brother.Prefix, prefix)) is { } twin)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid network config:\ninvalid subnet {prefix}: it overlaps {twin.Prefix} of the same network");
        }

        foreach (Network network in existing)
        {
            foreach (Subnet subnet in network.Subnets.Where(subnet => AddressMath.Overlap(subnet.Prefix, prefix)))
            {
                throw new LinkspanException(
                    ErrorKind.Forbidden,
                    "invalid pool request: Pool overlaps with other one on this address space: " +
                    $"network {name}: subnet {prefix} overlaps {subnet.Prefix} of network {network.Name}; choose another with --subnet");
            }
        }

        foreach (OccupiedRange range in host.Occupied.Where(range => !IsOwn(range, rules) && AddressMath.Overlap(range.Range, prefix)))
        {
            if (rules.Segment is not null)
            {
                // The host gets no route into it: nothing of the host is lost, and two of its NICs may be on one segment.
                warnings.Add($"subnet {prefix} overlaps {range.Words}: that is right where {rules.Segment} is on the same segment; otherwise name another --subnet or parent");
                return;
            }

            if (range.OnLink)
            {
                throw new LinkspanException(
                    ErrorKind.Forbidden, $"network {name}: subnet {prefix} overlaps {range.Words}, which the host itself uses; choose another with --subnet");
            }

            warnings.Add($"subnet {prefix} overlaps {range.Words}: the host will no longer reach that part of it");
        }
    }

    /// <summary>A network on the host's own segment shares its ranges and may hold the host's resolvers.</summary>
    private static bool IsOwn(OccupiedRange range, SubnetRules rules) =>
        range.Link == rules.OwnLink || (rules.Segment is not null && (range.Link == rules.Segment || range.Link.Length == 0));

    private static Subnet WithGateway(Subnet subnet)
    {
        if (subnet.Gateway is not null)
        {
            return subnet;
        }

        IPNetwork range = subnet.Range ?? subnet.Prefix;
        UInt128 first = AddressMath.First(range);
        UInt128 last = AddressMath.Last(range);
        bool networkAddress = range.BaseAddress.Equals(subnet.Prefix.BaseAddress) &&
            subnet.Prefix.PrefixLength < AddressMath.Bits(range.BaseAddress.AddressFamily) - 1;
        for (UInt128 candidate = networkAddress ? first + 1 : first; candidate <= last; candidate++)
        {
            IPAddress address = AddressMath.ToAddress(candidate, range.BaseAddress.AddressFamily);
            if (!subnet.Auxiliary.Values.Contains(address))
            {
                return subnet with { Gateway = address };
            }
        }

        throw new LinkspanException(ErrorKind.Invalid, $"subnet {subnet.Prefix}: auxiliary addresses leave none for the gateway; name one with --gateway");
    }
}
