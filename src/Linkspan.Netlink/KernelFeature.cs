namespace Linkspan.Netlink;

/// <summary>A feature of the kernel that <see cref="KernelFeatures"/> looks for.</summary>
/// <param name="Name">Name for people, e.g. <c>ipvlan</c>.</param>
/// <param name="ConfigOption">Option of the kernel's configuration that brings it, e.g. <c>CONFIG_IPVLAN</c>.</param>
/// <param name="IsPresent">True where it works here.</param>
/// <param name="Errno">What the kernel said where it does not; 0 where it does.</param>
public sealed record KernelFeature(string Name, string ConfigOption, bool IsPresent, int Errno)
{
    /// <summary>Why something is skipped or refused: <c>ipvlan: CONFIG_IPVLAN missing</c>.</summary>
    public override string ToString() => IsPresent ? $"{Name}: present" : $"{Name}: {ConfigOption} missing (errno {Errno})";
}
