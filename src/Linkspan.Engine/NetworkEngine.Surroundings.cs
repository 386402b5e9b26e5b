using Linkspan.Engine.Ipam;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <content>
/// What others do beside us that we cannot put right: rules that drop our packets, ranges of ours that a later route takes. Each is named
/// once when it appears, in the log and as an event, and stays in the doctor's report while it is there.
/// </content>
public sealed partial class NetworkEngine
{
    private HashSet<ForeignDrop> _foreignDrops = [];
    private HashSet<(string Network, string Clash)> _clashes = [];
    private bool _foreignDue = true;
    private bool _routesDue;

    /// <summary>Looks at what changed, a few times a second at most: others may change theirs all the time.</summary>
    private async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        if (_foreignDue)
        {
            _foreignDue = false;
            await ChangeAsync(() => Task.FromResult(NameForeignDrops()), cancellationToken);
        }

        if (_routesDue)
        {
            _routesDue = false;
            await ChangeAsync(
                () =>
                {
                    RefreshLan();
                    return Task.FromResult(NameClashes());
                },
                cancellationToken);
        }
    }

    private bool NameForeignDrops()
    {
        HashSet<ForeignDrop> found = [.. _kernel.ForeignDrops(Traffic())];
        foreach (ForeignDrop drop in found.Where(drop => !_foreignDrops.Contains(drop)))
        {
            Log.ForeignDrop(_log, drop.Place, drop.Owner, drop.Words, drop.Remedy);
            Raise("foreign-drop", network: null);
        }

        _foreignDrops = found;
        return found.Count > 0;
    }

    private bool NameClashes()
    {
        HashSet<(string Network, string Clash)> found = [.. Clashes().Select(static clash => (clash.Network.Id, clash.Range.Words))];
        foreach ((Network network, Subnet subnet, OccupiedRange range) in Clashes().Where(clash => !_clashes.Contains((clash.Network.Id, clash.Range.Words))))
        {
            Log.AddressClash(_log, network.Name, subnet.Prefix.ToString(), range.Words);
            Raise("address-clash", network);
        }

        _clashes = found;
        return found.Count > 0;
    }

    /// <summary>Subnets of ours that something of the host overlaps.</summary>
    private List<(Network Network, Subnet Subnet, OccupiedRange Range)> Clashes()
    {
        IReadOnlyList<OccupiedRange> occupied = LookAtHost().Occupied;
        return
        [
            .. from network in _state.Networks.Values
               where network.Bridge is not null
               from subnet in network.Subnets
               from range in occupied
               where range.Link != network.Bridge!.Bridge && AddressMath.Overlap(range.Range, subnet.Prefix)
               select (network, subnet, range),
        ];
    }

    private ContainerTraffic Traffic()
    {
        Network[] bridged = [.. _state.Networks.Values.Where(static network => network is { Bridge: not null, TakenLink: null }).OrderBy(static network => network.Name, StringComparer.Ordinal)];
        return new ContainerTraffic(
            [.. bridged.Select(static network => network.Bridge!.Bridge)], [.. bridged.SelectMany(static network => network.Subnets).Select(static subnet => subnet.Prefix)]);
    }
}
