using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Requests;

/// <summary>Turns one IPAM configuration, as the user wrote it, into a checked subnet; all mistakes of one network are told together.</summary>
internal static class SubnetParser
{
    private static readonly (IPNetwork Range, string Words)[] Unusable =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "\"this network\" (RFC 1122)"),
        (IPNetwork.Parse("127.0.0.0/8"), "loopback addresses"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast addresses"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved addresses"),
        (IPNetwork.Parse("::/8"), "loopback and reserved addresses"),
        (IPNetwork.Parse("fe80::/10"), "link-local addresses"),
        (IPNetwork.Parse("ff00::/8"), "multicast addresses"),
    ];

    /// <summary>What a configuration asks for; exactly one of the first two is set.</summary>
    /// <param name="Fixed">The subnet that the user named.</param>
    /// <param name="Automatic">Family and length of a subnet to be chosen.</param>
    internal sealed record Parsed(Subnet? Fixed, (AddressFamily Family, int PrefixLength)? Automatic);

    /// <summary>Reads a configuration.</summary>
    /// <param name="request">The configuration.</param>
    /// <param name="mistakes">Receives one sentence a mistake.</param>
    /// <returns>The meaning; null where there were mistakes or the configuration is empty.</returns>
    public static Parsed? Parse(SubnetRequest request, List<string> mistakes)
    {
        if (string.IsNullOrEmpty(request.Subnet))
        {
            if (!string.IsNullOrEmpty(request.Range) || !string.IsNullOrEmpty(request.Gateway) || request.Auxiliary.Count > 0)
            {
                mistakes.Add("an ip-range, gateway or auxiliary address needs the subnet that it lies in; add --subnet");
            }

            return null;
        }

        if (!TryParsePrefix(request.Subnet, out IPAddress? address, out int length))
        {
            mistakes.Add($"invalid subnet {request.Subnet}: invalid CIDR block notation");
            return null;
        }

        if (IsUnspecified(address))
        {
            return new Parsed(Fixed: null, (address.AddressFamily, length));
        }

        var prefix = new IPNetwork(Masked(address, length), length);
        if (!prefix.BaseAddress.Equals(address))
        {
            mistakes.Add($"invalid subnet {request.Subnet}: it should be {prefix}");
            return null;
        }

        foreach ((IPNetwork range, string words) in Unusable)
        {
            if (AddressMath.Overlap(range, prefix))
            {
                mistakes.Add($"invalid subnet {prefix}: {range} holds {words}, which containers cannot have");
                return null;
            }
        }

        if (length == AddressMath.Bits(address.AddressFamily))
        {
            mistakes.Add($"invalid subnet {prefix}: it holds one address and so none for containers");
            return null;
        }

        return new Parsed(
            new Subnet
            {
                Prefix = prefix,
                Range = Range(request.Range, prefix, mistakes),
                Gateway = Gateway(request, prefix, mistakes),
                Auxiliary = Auxiliary(request, prefix, mistakes),
            },
            Automatic: null);
    }

    /// <summary>Reads <c>address/length</c>; unlike <see cref="IPNetwork"/> it allows host bits, so that the error can name the right form.</summary>
    public static bool TryParsePrefix(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address, out int length)
    {
        address = null;
        length = 0;
        int slash = text.IndexOf('/');
        return slash > 0 && TryParseAddress(text[..slash], out address) &&
            int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, provider: null, out length) &&
            length <= AddressMath.Bits(address!.AddressFamily);
    }

    /// <summary>Reads an address; IPv4 in four parts only (<see cref="IPAddress.TryParse(string?, out IPAddress?)"/> takes "10" for 0.0.0.10).</summary>
    public static bool TryParseAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) &&
        (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(static character => character == '.') == 3);

    /// <summary>The address with its host bits cleared.</summary>
    public static IPAddress Masked(IPAddress address, int length)
    {
        int hostBits = AddressMath.Bits(address.AddressFamily) - length;
        UInt128 number = hostBits >= 128 ? 0 : AddressMath.ToNumber(address) >> hostBits << hostBits;
        return AddressMath.ToAddress(number, address.AddressFamily);
    }

    private static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPNetwork? Range(string? text, IPNetwork prefix, List<string> mistakes)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!TryParsePrefix(text, out IPAddress? address, out int length))
        {
            mistakes.Add($"invalid ip-range {text}: invalid CIDR block notation");
            return null;
        }

        var range = new IPNetwork(Masked(address, length), length);
        if (!range.BaseAddress.Equals(address))
        {
            mistakes.Add($"invalid ip-range {text}: it should be {range}");
        }
        else if (range.PrefixLength < prefix.PrefixLength)
        {
            mistakes.Add($"invalid ip-range {text}: CIDR block is bigger than its parent subnet {prefix}");
        }
        else if (!AddressMath.Contains(prefix, range))
        {
            mistakes.Add($"invalid ip-range {text}: parent subnet {prefix} doesn't contain ip-range");
        }
        else
        {
            return range;
        }

        return null;
    }

    private static IPAddress? Gateway(SubnetRequest request, IPNetwork prefix, List<string> mistakes)
    {
        if (string.IsNullOrEmpty(request.Gateway))
        {
            return null;
        }

        if (!TryParseAddress(request.Gateway, out IPAddress? gateway))
        {
            mistakes.Add($"invalid gateway {request.Gateway}: it is no IP address");
        }
        else if (!prefix.Contains(gateway))
        {
            mistakes.Add($"invalid gateway {gateway}: parent subnet {prefix} doesn't contain this address");
        }
        else if (prefix.PrefixLength < AddressMath.Bits(gateway.AddressFamily) - 1 && IsNetworkOrBroadcast(gateway, prefix))
        {
            mistakes.Add($"invalid gateway {gateway}: it is the network or broadcast address of {prefix}");
        }
        else
        {
            return gateway;
        }

        return null;
    }

    private static bool IsNetworkOrBroadcast(IPAddress address, IPNetwork prefix) =>
        address.Equals(prefix.BaseAddress) ||
        (address.AddressFamily == AddressFamily.InterNetwork && AddressMath.ToNumber(address) == AddressMath.Last(prefix));

    private static Dictionary<string, IPAddress> Auxiliary(SubnetRequest request, IPNetwork prefix, List<string> mistakes)
    {
        var auxiliary = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach ((string name, string text) in request.Auxiliary)
        {
            if (!TryParseAddress(text, out IPAddress? address))
            {
                mistakes.Add($"invalid auxiliary address {name}: {text} is no IP address");
            }
            else if (!prefix.Contains(address))
            {
                mistakes.Add($"invalid auxiliary address {name}: parent subnet {prefix} doesn't contain this address");
            }
            else if (text == request.Gateway)
            {
                mistakes.Add($"invalid auxiliary address {name}: {text} is the gateway's address already");
            }
            else if (auxiliary.FirstOrDefault(other => other.Value.Equals(address)) is { Key: { } twin })
            {
                mistakes.Add($"invalid auxiliary address {name}: {text} is that of {twin} already");
            }
            else
            {
                auxiliary[name] = address;
            }
        }

        return auxiliary;
    }
}
