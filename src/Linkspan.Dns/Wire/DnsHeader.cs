namespace Linkspan.Dns.Wire;

/// <summary>The header of a message (RFC 1035 section 4.1.1), 12 bytes on the wire.</summary>
/// <param name="Id">Number that the response repeats.</param>
/// <param name="Flags">Second word, the response code included.</param>
/// <param name="Questions">QDCOUNT.</param>
/// <param name="Answers">ANCOUNT.</param>
/// <param name="Authorities">NSCOUNT.</param>
/// <param name="Additionals">ARCOUNT.</param>
public readonly record struct DnsHeader(
    ushort Id, DnsFlags Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Size = 12;

    /// <summary>The four bits of the opcode where they stand in the flags; 0 is QUERY.</summary>
    public DnsFlags Opcode => (DnsFlags)((ushort)Flags & 0x7800);

    /// <summary>The lower four bits of the response code.</summary>
    public DnsCode Code => (DnsCode)((ushort)Flags & 0x000f);
}
