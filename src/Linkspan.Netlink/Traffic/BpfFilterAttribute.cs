namespace Linkspan.Netlink.Traffic;

/// <summary>Attributes of the bpf classifier (linux/pkt_cls.h).</summary>
internal static class BpfFilterAttribute
{
    /// <summary><c>TCA_BPF_FD</c>.</summary>
    public const ushort Descriptor = 6;

    /// <summary><c>TCA_BPF_NAME</c>.</summary>
    public const ushort Name = 7;

    /// <summary><c>TCA_BPF_FLAGS</c>.</summary>
    public const ushort Flags = 8;

    /// <summary><c>TCA_BPF_TAG</c>: the kernel's hash of the program's instructions.</summary>
    public const ushort Tag = 10;

    /// <summary><c>TCA_BPF_FLAG_ACT_DIRECT</c>: what the program returns is the verdict.</summary>
    public const uint DirectAction = 1;
}
