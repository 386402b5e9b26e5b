using Linkspan.Netlink;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Firewalls of others beside ours. A packet must pass all base chains of a hook, so a drop in any of them wins; what they accept does not
/// matter to us.
/// </summary>
internal static class ForeignTables
{
    private static readonly (string Mark, string Owner)[] Marks =
    [
        ("ufw", "ufw"), ("DOCKER", "Docker"), ("docker-bridges", "Docker"), ("KUBE-", "Kubernetes"), ("cali-", "Calico"), ("CILIUM", "Cilium"),
        ("NETAVARK", "Podman"), ("netavark", "Podman"), ("CNI-", "CNI"), ("LIBVIRT", "libvirt"), ("firewalld", "firewalld"), ("ts-", "Tailscale"),
    ];

    /// <summary>Drops that concern forwarded packets of these bridges.</summary>
    public static List<ForeignDrop> Drops(FilterSocket socket, IReadOnlySet<string> bridges)
    {
        List<ForeignDrop> drops = [];
        foreach (FilterTable table in Foreign(socket))
        {
            try
            {
                List<FilterChain> chains = socket.Chains(table.Family, table.Name);
                string owner = Owner(table, chains);
                foreach (FilterChain chain in chains.Where(static chain => chain.Hooked is { Type: ChainType.Filter, Hook: FilterHook.Forward }))
                {
                    Find(socket, (table, owner), chain, bridges, drops);
                }
            }
            catch (NetlinkException e) when (e.Errno == Errno.NoEntry)
            {
                // gone between two questions
            }
        }

        return drops;
    }

    /// <summary>Tables of others, each with whose it probably is.</summary>
    public static List<(string Table, string Owner)> List(FilterSocket socket) =>
        [.. Foreign(socket).Select(table => ($"{Family(table.Family)} {table.Name}", Owner(table, socket.Chains(table.Family, table.Name))))];

    private static IEnumerable<FilterTable> Foreign(FilterSocket socket) => socket.Tables().Where(static table =>
        table.Family is FilterFamily.Inet or FilterFamily.IPv4 or FilterFamily.IPv6 && !(table.Family == FilterFamily.Inet && table.Name is Firewall.Table or UserTable.Name));

    private static void Find(FilterSocket socket, (FilterTable Table, string Owner) table, FilterChain chain, IReadOnlySet<string> bridges, List<ForeignDrop> drops)
    {
        string name = $"{Family(table.Table.Family)} {table.Table.Name}";
        List<FilterRule> rules = socket.Rules(table.Table.Family, table.Table.Name, chain.Name);
        if (chain.Hooked is { Drop: true } && !rules.Exists(rule => !rule.Drops && rule.Links.Any(bridges.Contains)))
        {
            drops.Add(new ForeignDrop(name, chain.Name, null, table.Owner, $"drops forwarded packets that none of its {rules.Count} rules accepts"));
        }

        foreach (FilterRule rule in rules.Where(rule => rule.Drops && (!rule.IsConditional || rule.Links.Any(bridges.Contains))))
        {
            string what = rule.IsConditional ? $"packets of {string.Join(", ", rule.Links.Where(bridges.Contains))}" : "every forwarded packet that comes to it";
            drops.Add(new ForeignDrop(name, chain.Name, rule.Handle, table.Owner, $"drops {what}{(rule.Comment is null ? "" : $" (\"{rule.Comment}\")")}"));
        }
    }

    private static string Owner(FilterTable table, List<FilterChain> chains)
    {
        foreach ((string mark, string owner) in Marks)
        {
            if (table.Name.StartsWith(mark, StringComparison.Ordinal) || chains.Exists(chain => chain.Name.StartsWith(mark, StringComparison.Ordinal)))
            {
                return owner;
            }
        }

        return table.Owner != 0 ? $"process {table.Owner}"
            : table.Family != FilterFamily.Inet && table.Name is "filter" or "nat" or "mangle" or "raw" or "security" ? "iptables-nft"
            : "unknown";
    }

    private static string Family(FilterFamily family) => family switch
    {
        FilterFamily.IPv4 => "ip",
        FilterFamily.IPv6 => "ip6",
        _ => "inet",
    };
}
