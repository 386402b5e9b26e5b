namespace Linkspan.Engine.Model;

/// <summary>Transport protocol of a port, with its IP protocol number (RFC 5237).</summary>
public enum Protocol : byte
{
    /// <summary>TCP, 6.</summary>
    Tcp = 6,

    /// <summary>UDP, 17.</summary>
    Udp = 17,

    /// <summary>SCTP, 132.</summary>
    Sctp = 132,
}
