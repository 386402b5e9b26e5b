using System.Net.Sockets;
using Linkspan.Engine.Health;
using Linkspan.Netlink;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>What can be said about a host without an engine: kernel, forwarding, firewalls.</summary>
internal static class HostExamination
{
    /// <summary>Examines the namespace that the process runs in; needs root.</summary>
    public static List<Finding> Run()
    {
        List<Finding> findings = [];
        try
        {
            ExamineFeatures(findings);
            ExamineFirewalls(findings);
        }
        catch (NetlinkException e)
        {
            findings.Add(new Finding(Severity.Error, "kernel", $"the kernel's network interfaces cannot be used: {e.Message}", "run as root"));
        }

        foreach (AddressFamily family in new[] { AddressFamily.InterNetwork, AddressFamily.InterNetworkV6 })
        {
            string name = family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
            findings.Add(new Finding(Severity.Good, "forwarding", $"{name} forwarding is {(HostKernel.Forwards(family) ? "on" : "off")}"));
        }

        return findings;
    }

    private static void ExamineFeatures(List<Finding> findings)
    {
        using KernelFeatures features = KernelFeatures.Open();
        KernelFeature[] needed = [features.Veth, features.Bridge, features.InetNat, features.Fib, features.Masquerade];
        KernelFeature[] wanted = [features.IPv6, features.Macvlan, features.Ipvlan, features.Vlan, features.Vxlan, features.Sctp];
        foreach (KernelFeature feature in needed.Where(static feature => !feature.IsPresent))
        {
            findings.Add(new Finding(Severity.Error, "kernel", $"{feature.Name} is missing", $"needed: a kernel with {feature.ConfigOption}"));
        }

        foreach (KernelFeature feature in wanted.Where(static feature => !feature.IsPresent))
        {
            findings.Add(new Finding(Severity.Good, "kernel", $"{feature.Name} is missing; networks that need it are refused", $"a kernel with {feature.ConfigOption}"));
        }

        try
        {
            using BridgeGuard guard = BridgeGuard.Load();
            findings.Add(new Finding(Severity.Good, "kernel", $"present: {string.Join(", ", needed.Concat(wanted).Where(static feature => feature.IsPresent).Select(static feature => feature.Name))}, BPF"));
        }
        catch (NetlinkException e)
        {
            findings.Add(new Finding(
                Severity.Warning, "kernel", $"BPF is missing ({e.Message.Split('\n')[0]}): containers are open while somebody flushes the firewall",
                "a kernel with CONFIG_BPF_SYSCALL, CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF"));
        }
    }

    private static void ExamineFirewalls(List<Finding> findings)
    {
        using FilterSocket socket = FilterSocket.Open();
        foreach ((string table, string owner) in ForeignTables.List(socket))
        {
            findings.Add(new Finding(Severity.Good, "firewall", $"table {table} of {owner} stands beside ours"));
        }

        foreach (string file in new[] { "/proc/net/ip_tables_names", "/proc/net/ip6_tables_names" })
        {
            if (File.Exists(file) && File.ReadAllLines(file) is { Length: > 0 } tables)
            {
                findings.Add(new Finding(
                    Severity.Warning, "firewall", $"iptables-legacy has tables ({string.Join(", ", tables)}), which the kernel keeps apart: what they drop is not seen here",
                    "look with iptables-legacy-save, and move the rules to nftables or iptables-nft"));
            }
        }
    }
}
