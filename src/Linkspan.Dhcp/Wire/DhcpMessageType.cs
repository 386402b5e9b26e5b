namespace Linkspan.Dhcp.Wire;

/// <summary>Kinds of messages (RFC 2132 section 9.6).</summary>
public enum DhcpMessageType : byte
{
    /// <summary>A message without the option: BOOTP, or nonsense.</summary>
    None = 0,

    /// <summary>Client: who has an address for me.</summary>
    Discover = 1,

    /// <summary>Server: this one.</summary>
    Offer = 2,

    /// <summary>Client: I take it, or want to keep it.</summary>
    Request = 3,

    /// <summary>Client: somebody else has it.</summary>
    Decline = 4,

    /// <summary>Server: it is yours.</summary>
    Acknowledge = 5,

    /// <summary>Server: it is not yours.</summary>
    Refuse = 6,

    /// <summary>Client: I need it no longer.</summary>
    Release = 7,
}
