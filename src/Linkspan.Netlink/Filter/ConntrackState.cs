namespace Linkspan.Netlink.Filter;

/// <summary>State bits of a packet in its connection (NF_CT_STATE_BIT).</summary>
[Flags]
public enum ConntrackState : uint
{
    /// <summary><c>NF_CT_STATE_INVALID_BIT</c>.</summary>
    Invalid = 1,

    /// <summary><c>NF_CT_STATE_BIT(IP_CT_ESTABLISHED)</c>.</summary>
    Established = 2,

    /// <summary><c>NF_CT_STATE_BIT(IP_CT_RELATED)</c>.</summary>
    Related = 4,

    /// <summary><c>NF_CT_STATE_BIT(IP_CT_NEW)</c>.</summary>
    New = 8,

    /// <summary><c>NF_CT_STATE_UNTRACKED_BIT</c>.</summary>
    Untracked = 0x40,
}
