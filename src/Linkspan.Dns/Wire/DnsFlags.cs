namespace Linkspan.Dns.Wire;

/// <summary>Bits of the header's second word (RFC 1035 section 4.1.1), the response code in the lowest four.</summary>
[Flags]
public enum DnsFlags : ushort
{
    /// <summary>A query of opcode 0 without wishes.</summary>
    None = 0,

    /// <summary>CD: checking disabled (RFC 4035).</summary>
    CheckingDisabled = 0x0010,

    /// <summary>RA: the server resolves names of others.</summary>
    RecursionAvailable = 0x0080,

    /// <summary>RD: the client wants names of others resolved.</summary>
    RecursionDesired = 0x0100,

    /// <summary>TC: the answer did not fit.</summary>
    Truncated = 0x0200,

    /// <summary>AA: the server is the source of the data.</summary>
    Authoritative = 0x0400,

    /// <summary>QR: a response.</summary>
    Response = 0x8000,
}
