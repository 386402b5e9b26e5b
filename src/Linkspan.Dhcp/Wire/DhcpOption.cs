namespace Linkspan.Dhcp.Wire;

/// <summary>Option codes (RFC 2132 and the IANA registry) that a client sends or reads.</summary>
public static class DhcpOption
{
    /// <summary>Filler without a length.</summary>
    public const byte Pad = 0;

    /// <summary>Length of the subnet, as a mask.</summary>
    public const byte SubnetMask = 1;

    /// <summary>Routers, the preferred one first.</summary>
    public const byte Router = 3;

    /// <summary>Name servers.</summary>
    public const byte NameServers = 6;

    /// <summary>The client's name.</summary>
    public const byte HostName = 12;

    /// <summary>Domain in which the client's name stands.</summary>
    public const byte DomainName = 15;

    /// <summary>MTU of the segment in bytes.</summary>
    public const byte InterfaceMtu = 26;

    /// <summary>The address that the client would like, or had.</summary>
    public const byte RequestedAddress = 50;

    /// <summary>Length of the lease in seconds.</summary>
    public const byte LeaseTime = 51;

    /// <summary>The fields <c>file</c> and <c>sname</c> hold options too.</summary>
    public const byte Overload = 52;

    /// <summary>Kind of the message.</summary>
    public const byte MessageType = 53;

    /// <summary>The server meant, or speaking.</summary>
    public const byte ServerIdentifier = 54;

    /// <summary>Options that the client wants to be told.</summary>
    public const byte ParameterList = 55;

    /// <summary>Text for the client's log.</summary>
    public const byte Message = 56;

    /// <summary>Largest message that the client takes, in bytes.</summary>
    public const byte MaximumSize = 57;

    /// <summary>Seconds until the lease is to be renewed (T1).</summary>
    public const byte RenewalTime = 58;

    /// <summary>Seconds until any server is asked (T2).</summary>
    public const byte RebindingTime = 59;

    /// <summary>What the server knows the client by.</summary>
    public const byte ClientIdentifier = 61;

    /// <summary>Domains in which short names are looked for (RFC 3397).</summary>
    public const byte DomainSearch = 119;

    /// <summary>Routes; where there are any, <see cref="Router"/> does not count (RFC 3442).</summary>
    public const byte ClasslessRoutes = 121;

    /// <summary>The end of the options; without a length.</summary>
    public const byte End = 255;
}
