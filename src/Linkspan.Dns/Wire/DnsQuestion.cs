namespace Linkspan.Dns.Wire;

/// <summary>A question (RFC 1035 section 4.1.2); its name is in the buffer given to the reader.</summary>
/// <param name="NameLength">Length in bytes of the name in dotted form.</param>
/// <param name="Type">QTYPE.</param>
/// <param name="Class">QCLASS; 1 is IN.</param>
public readonly record struct DnsQuestion(int NameLength, ushort Type, ushort Class);
