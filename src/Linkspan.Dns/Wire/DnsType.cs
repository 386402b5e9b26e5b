namespace Linkspan.Dns.Wire;

/// <summary>Record types that we make or read (RFC 1035 section 3.2.2 and the IANA registry).</summary>
public static class DnsType
{
    /// <summary>A: IPv4 address.</summary>
    public const ushort A = 1;

    /// <summary>PTR: name of an address.</summary>
    public const ushort Ptr = 12;

    /// <summary>AAAA: IPv6 address (RFC 3596).</summary>
    public const ushort Aaaa = 28;

    /// <summary>OPT: the pseudo record of EDNS (RFC 6891).</summary>
    public const ushort Opt = 41;
}
