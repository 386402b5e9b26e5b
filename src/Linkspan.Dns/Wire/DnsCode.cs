namespace Linkspan.Dns.Wire;

/// <summary>Response codes (RFC 1035 section 4.1.1, RFC 6891 section 9).</summary>
public enum DnsCode : ushort
{
    /// <summary>NOERROR.</summary>
    NoError = 0,

    /// <summary>FORMERR: the query could not be read.</summary>
    FormatError = 1,

    /// <summary>SERVFAIL: no server could be asked.</summary>
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist.</summary>
    NoSuchName = 3,

    /// <summary>NOTIMP: the kind of query is not supported.</summary>
    NotImplemented = 4,

    /// <summary>REFUSED: too many queries under way.</summary>
    Refused = 5,

    /// <summary>BADVERS: an EDNS version above 0; its upper bits travel in the OPT record.</summary>
    BadVersion = 16,
}
