namespace Linkspan.Dhcp.Wire6;

/// <summary>What a server says of a request (RFC 8415 section 21.13).</summary>
public enum Dhcp6Status : ushort
{
    /// <summary>It went well.</summary>
    Success = 0,

    /// <summary>It did not, for a reason that has no number.</summary>
    Failure = 1,

    /// <summary>The server has no address left.</summary>
    NoAddress = 2,

    /// <summary>The server does not know of the address.</summary>
    NoBinding = 3,

    /// <summary>The address does not belong on this segment.</summary>
    NotOnLink = 4,
}
