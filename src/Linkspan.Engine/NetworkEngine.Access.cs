using System.Net;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine;

/// <content>Who may reach published ports: the policies, and the LAN, which follows the host's addresses.</content>
public sealed partial class NetworkEngine
{
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("fe80::/10");

    private IReadOnlyList<(string Link, IPNetwork Subnet)> _lan = [];

    /// <summary>The network with the policy that its options or the daemon give it.</summary>
    private Network WithAccess(Network network) => network.Bridge is not { } bridge ? network : network with
    {
        Bridge = bridge with
        {
            Access = AccessOption.Parse(network.Options.GetValueOrDefault(AccessOption.Name), AccessOption.Name) ?? _options.PublishAccess,
        },
    };

    /// <summary>Subnets of the host's links; none where no policy speaks of them.</summary>
    private IReadOnlyList<(string Link, IPNetwork Subnet)> LookAtLan()
    {
        if (!_state.Networks.Values.Any(static network => network.Bridge is { Access.Lan: true }))
        {
            return [];
        }

        HostView host = LookAtHost();
        return
        [
            .. host.Occupied.Where(range => range is { Address: not null, Link.Length: > 0 } && !host.Links[range.Link].IsLoopback)
                .GroupBy(static range => range.Link, static range => range.Range, StringComparer.Ordinal)
                .OrderBy(static link => link.Key, StringComparer.Ordinal)
                .SelectMany(static link => AccessOption.Outermost([.. link, LinkLocal]), static (link, subnet) => (link.Key, subnet)),
        ];
    }

    private void DescribeLan(Plan plan)
    {
        foreach ((string link, IPNetwork subnet) in _lan)
        {
            plan.Add(FirewallSets.Lan(link, subnet));
        }
    }

    /// <summary>Has the firewall follow the host's addresses, where a policy speaks of them.</summary>
    private void RefreshLan()
    {
        var before = new Plan();
        DescribeLan(before);
        _lan = LookAtLan();
        var after = new Plan();
        DescribeLan(after);
        _kernel.Apply(Plan.Compare(before, after));
    }

    /// <summary>Who of those that reach an address may come in; empty where no other machine may.</summary>
    private string Who(Network network, string everybody)
    {
        PublishAccess access = network.Bridge!.Access;
        IEnumerable<string> lan = access.Lan ? _lan.Where(static part => part.Subnet != LinkLocal).Select(static part => $"{part.Subnet} by {part.Link}") : [];
        return access.IsAny
            ? everybody
            : string.Join(", ", lan.Concat(access.Sources.Select(static source => $"{source}")).Concat(access.Links.Select(static link => $"everybody by {link}")));
    }
}
