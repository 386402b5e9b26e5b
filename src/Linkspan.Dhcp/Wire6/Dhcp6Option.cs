namespace Linkspan.Dhcp.Wire6;

/// <summary>Option codes (RFC 8415 section 21, RFC 3646) that a client sends or reads.</summary>
public static class Dhcp6Option
{
    /// <summary>The client's DUID.</summary>
    public const ushort ClientIdentifier = 1;

    /// <summary>The server's DUID.</summary>
    public const ushort ServerIdentifier = 2;

    /// <summary>Addresses that the client keeps (IA_NA).</summary>
    public const ushort Association = 3;

    /// <summary>One address within <see cref="Association"/>.</summary>
    public const ushort Address = 5;

    /// <summary>Options that the client wants to be told.</summary>
    public const ushort Wanted = 6;

    /// <summary>Hundredths of a second since the client began.</summary>
    public const ushort ElapsedTime = 8;

    /// <summary>Whether it went well, and words.</summary>
    public const ushort Status = 13;

    /// <summary>Name servers.</summary>
    public const ushort NameServers = 23;

    /// <summary>Domains in which short names are looked for.</summary>
    public const ushort Domains = 24;
}
