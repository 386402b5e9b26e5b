using System.Net;
using System.Text;

namespace Linkspan.Dhcp.Wire6;

/// <summary>Addresses and domains as DHCPv6 and router advertisements carry them; both come from anybody.</summary>
internal static class Names
{
    private const int MaximumDomains = 6; // as many as resolv.conf takes

    /// <summary>An address that a machine may have and use beyond its link.</summary>
    public static bool IsHost(IPAddress address) =>
        !address.IsIPv6Multicast && !address.IsIPv6LinkLocal && !address.IsIPv4MappedToIPv6 && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.IPv6Loopback);

    /// <summary>Whole addresses that can be reached without naming a link; others are left out.</summary>
    public static IReadOnlyList<IPAddress> Addresses(ReadOnlySpan<byte> value, int atMost)
    {
        List<IPAddress> addresses = [];
        for (; value.Length >= 16 && addresses.Count < atMost; value = value[16..])
        {
            var address = new IPAddress(value[..16]);
            if (IsHost(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    /// <summary>
    /// Domains in the DNS's form without compression (RFC 1035 section 3.1). They go into a file of the container: what is no host name is left
    /// out, and a list that breaks off ends where it does.
    /// </summary>
    public static IReadOnlyList<string> Domains(ReadOnlySpan<byte> value)
    {
        List<string> domains = [];
        var name = new StringBuilder();
        while (!value.IsEmpty && domains.Count < MaximumDomains)
        {
            int length = value[0];
            if (length == 0)
            {
                if (name.Length is > 0 and <= 253)
                {
                    domains.Add(name.ToString());
                }

                name.Clear();
                value = value[1..];
                continue;
            }

            if (length > 63 || value.Length < 1 + length || !IsLabel(value.Slice(1, length)))
            {
                break;
            }

            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(value.Slice(1, length)));
            value = value[(1 + length)..];
        }

        return domains;
    }

    private static bool IsLabel(ReadOnlySpan<byte> label)
    {
        foreach (byte letter in label)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return true;
    }
}
