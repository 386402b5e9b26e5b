using System.Net;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.Engine;

/// <content>
/// The host's own addresses on the parents of macvlan and ipvlan networks: they are not the containers', and with host access the containers are
/// told of them. Others give and take them, so that they are looked at when the kernel tells of it and at every start.
/// </content>
public sealed partial class NetworkEngine
{
    /// <summary>Follows what the host has on the parents now.</summary>
    /// <param name="apply">The kernel is to follow too; at a start all of it is compared anyway.</param>
    private void FollowHostAddresses(bool apply)
    {
        foreach (Network network in _state.Networks.Values.Where(static network => network.Physical is MacvlanSettings { Enclosed: false } or IpvlanSettings { Enclosed: false }))
        {
            IReadOnlyList<IPAddress> now = _kernel.AddressesOf(network.Physical!.Parent);
            if (!now.ToHashSet().SetEquals(network.Physical.HostAddresses))
            {
                FollowHostAddresses(network, now, apply);
            }
        }
    }

    private void FollowHostAddresses(Network before, IReadOnlyList<IPAddress> now, bool apply)
    {
        Network after = before with
        {
            Macvlan = before.Macvlan is { } macvlan ? macvlan with { HostAddresses = now } : null,
            Ipvlan = before.Ipvlan is { } ipvlan ? ipvlan with { HostAddresses = now } : null,
            Subnets =
            [
                .. before.Subnets.Select(subnet => subnet with
                {
                    HostAddresses = [.. now.Where(address => subnet.Prefix.Contains(address) && !address.Equals(subnet.Gateway))],
                }),
            ],
        };
        Plan there = apply ? DescribeWithMembers(before) : Plan.Empty;
        _store.Put(after);
        _state = _state with { Networks = _state.Networks.SetItem(after.Id, after) };
        _leases.SetAside(after);
        Log.HostAddressesChanged(_log, after.Physical!.Parent, string.Join(", ", now), after.Name);
        if (apply && after.Physical.HostAccess)
        {
            _kernel.Apply(Plan.Compare(there, DescribeWithMembers(after)));
        }
    }

    private Plan DescribeWithMembers(Network network)
    {
        var plan = new Plan();
        NetworkDriver.Describe(network, plan);
        foreach ((Sandbox sandbox, _) in _state.Members(network.Id))
        {
            SandboxDriver.Describe(sandbox, _state.Networks, plan);
        }

        return plan;
    }
}
