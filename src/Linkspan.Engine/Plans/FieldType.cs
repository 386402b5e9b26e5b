namespace Linkspan.Engine.Plans;

/// <summary>Type of one field of a set's key or data: how it lies in the kernel and how nft names it.</summary>
internal enum FieldType
{
    /// <summary>Interface name, 16 bytes, NUL padded (nft <c>ifname</c>).</summary>
    LinkName,

    /// <summary>IPv4 address, 4 bytes (<c>ipv4_addr</c>).</summary>
    IPv4,

    /// <summary>IPv6 address, 16 bytes (<c>ipv6_addr</c>).</summary>
    IPv6,

    /// <summary>IP protocol, 1 byte (<c>inet_proto</c>).</summary>
    Protocol,

    /// <summary>Port, 2 bytes, big endian (<c>inet_service</c>).</summary>
    Port,

    /// <summary>Family of the packet, 1 byte: NFPROTO_IPV4 2, NFPROTO_IPV6 10 (<c>nf_proto</c>).</summary>
    Family,

    /// <summary>A verdict: jump to a chain (<c>verdict</c>); data only.</summary>
    Verdict,
}
