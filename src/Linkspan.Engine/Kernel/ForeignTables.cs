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

    /// <summary>Drops that concern packets of containers on their way through the host.</summary>
    public static List<ForeignDrop> Drops(FilterSocket socket, ContainerTraffic traffic)
    {
        List<ForeignDrop> drops = [];
        foreach (FilterTable table in Foreign(socket))
        {
            try
            {
                List<FilterChain> chains = socket.Chains(table.Family, table.Name);
                string owner = Owner(table, chains);
                foreach (FilterChain chain in chains.Where(static chain => chain.Hooked is { Type: ChainType.Filter, Hook: FilterHook.Forward or FilterHook.Prerouting }))
                {
                    Find((table, owner), chain, name => socket.Rules(table.Family, table.Name, name), traffic, drops);
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

    private static void Find((FilterTable Table, string Owner) table, FilterChain chain, Func<string, List<FilterRule>> rules, ContainerTraffic traffic, List<ForeignDrop> drops)
    {
        string name = $"{Family(table.Table.Family)} {table.Table.Name}";
        string packets = chain.Hooked is { Hook: FilterHook.Forward } ? "forwarded packet" : "packet";
        if (chain.Hooked is { Drop: true } && rules(chain.Name) is var own && !own.Exists(rule => !rule.Drops && traffic.Named(rule).Length > 0))
        {
            drops.Add(new ForeignDrop(name, chain.Name, null, table.Owner, $"drops {packets}s that none of its {own.Count} rules accepts"));
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        Follow(chain.Name, condition: "");

        // What a rule asks for holds in the chain that it leads to; one that asks for something else than links and addresses is the administrator's own business.
        void Follow(string current, string condition)
        {
            bool accepted = false;
            foreach (FilterRule rule in seen.Add(current) ? rules(current) : [])
            {
                string named = traffic.Named(rule);
                string narrowed = named.Length > 0 ? named : condition;
                if (named.Length == 0 && (rule.IsConditional || (accepted && rule.Drops)))
                {
                    continue;
                }

                if (rule.Drops)
                {
                    string what = narrowed.Length > 0 ? $"packets of {narrowed}" : $"every {packets} that comes to it";
                    drops.Add(new ForeignDrop(name, current, rule.Handle, table.Owner, $"drops {what}{(rule.Comment is null ? "" : $" (\"{rule.Comment}\")")}"));
                }
                else if (rule.Target is { } target)
                {
                    Follow(target, narrowed);
                }
                else
                {
                    accepted |= named.Length > 0;
                }
            }
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
