namespace Linkspan.Dhcp.Wire6;

/// <summary>Kinds of messages (RFC 8415 section 7.3).</summary>
public enum Dhcp6MessageType : byte
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>Client: who has an address for me.</summary>
    Solicit = 1,

    /// <summary>Server: this one.</summary>
    Advertise = 2,

    /// <summary>Client: I take it.</summary>
    Request = 3,

    /// <summary>Client, to its server: I want to keep it.</summary>
    Renew = 5,

    /// <summary>Client, to any server: I want to keep it.</summary>
    Rebind = 6,

    /// <summary>Server: so be it, or why not.</summary>
    Reply = 7,

    /// <summary>Client: I need it no longer.</summary>
    Release = 8,

    /// <summary>Client: somebody else has it.</summary>
    Decline = 9,

    /// <summary>Client: I need no address, only what else you know.</summary>
    InformationRequest = 11,
}
