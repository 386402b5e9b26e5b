namespace Linkspan.Dns.Wire;

/// <summary>A resource record (RFC 1035 section 4.1.3); its owner is in the buffer given to the reader.</summary>
/// <param name="NameLength">Length in bytes of the owner in dotted form.</param>
/// <param name="Type">TYPE.</param>
/// <param name="Class">CLASS; in an OPT record the sender's UDP payload size.</param>
/// <param name="Ttl">TTL in seconds; in an OPT record the extended code, version and flags.</param>
/// <param name="DataOffset">Where RDATA starts in the message.</param>
/// <param name="DataLength">RDLENGTH in bytes.</param>
public readonly record struct DnsRecord(int NameLength, ushort Type, ushort Class, uint Ttl, int DataOffset, int DataLength);
