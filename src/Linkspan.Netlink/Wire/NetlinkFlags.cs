namespace Linkspan.Netlink.Wire;

/// <summary>Flags of a message header (<c>nlmsg_flags</c>, linux/netlink.h). Some bits mean different things for different requests.</summary>
[Flags]
public enum NetlinkFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>A request to the kernel: <c>NLM_F_REQUEST</c>.</summary>
    Request = 0x1,

    /// <summary>Part of several: <c>NLM_F_MULTI</c>.</summary>
    Multi = 0x2,

    /// <summary>Success is acknowledged too: <c>NLM_F_ACK</c>.</summary>
    Acknowledge = 0x4,

    /// <summary>The notification goes to the asker as well: <c>NLM_F_ECHO</c>.</summary>
    Echo = 0x8,

    /// <summary>The state changed while it was dumped; ask again: <c>NLM_F_DUMP_INTR</c>.</summary>
    DumpInterrupted = 0x10,

    /// <summary>The dump was filtered as asked: <c>NLM_F_DUMP_FILTERED</c>.</summary>
    DumpFiltered = 0x20,

    /// <summary>In a get: everything: <c>NLM_F_DUMP</c>.</summary>
    Dump = 0x300,

    /// <summary>In a new: replace what exists: <c>NLM_F_REPLACE</c>.</summary>
    Replace = 0x100,

    /// <summary>In a new: fail where it exists: <c>NLM_F_EXCL</c>.</summary>
    Exclusive = 0x200,

    /// <summary>In a new: make it where it does not exist: <c>NLM_F_CREATE</c>.</summary>
    Create = 0x400,

    /// <summary>In a new: add at the end: <c>NLM_F_APPEND</c>.</summary>
    Append = 0x800,

    /// <summary>In an error: only the header was echoed: <c>NLM_F_CAPPED</c>.</summary>
    Capped = 0x100,

    /// <summary>In an error: extended acknowledgement follows: <c>NLM_F_ACK_TLVS</c>.</summary>
    AcknowledgeAttributes = 0x200,
}
