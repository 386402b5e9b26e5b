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
    /// <param name="apply">What is no longer true is to leave the kernel; at a start all of it is compared anyway.</param>
    /// <returns>Ids of networks that speak of other addresses than before: what they lack in the kernel is the caller's to make.</returns>
    private HashSet<string> FollowHostAddresses(bool apply)
    {
        HashSet<string> followed = [];
        foreach (Network network in _state.Networks.Values.Where(static network => network.Physical is MacvlanSettings { Enclosed: false } or IpvlanSettings { Enclosed: false }))
        {
            // A NIC that is unplugged has none; what the host had there stays the host's until it is back.
            if (_kernel.AddressesOf(network.Physical!.Parent) is { } now && !now.ToHashSet().SetEquals(network.Physical.HostAddresses))
            {
                FollowHostAddresses(network, now, apply);
                followed.Add(network.Id);
            }
        }

        return followed;
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
        _state = _state.With(after);
        _leases.SetAside(after);
        Log.HostAddressesChanged(_log, after.Physical!.Parent, string.Join(", ", now), after.Name);
        if (apply && after.Physical.HostAccess)
        {
            _kernel.Follow(new Difference([.. there.Without(DescribeWithMembers(after)).Facts], [])); // ways by addresses that are gone
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
