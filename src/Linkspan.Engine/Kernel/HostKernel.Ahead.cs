using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>Stacks that are there before their sandbox. They are made beside changes, on a socket of its own.</content>
internal sealed partial class HostKernel
{
    /// <summary>Makes a stack that has no sandbox yet.</summary>
    /// <param name="pair">The pair that is to come with it; null for none.</param>
    /// <param name="facts">What is to hold of its end inside.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel CreateAhead(VethFact? pair, IReadOnlyList<Fact> facts)
    {
        var kernel = SandboxKernel.Create();
        try
        {
            if (pair is not null)
            {
                AddAhead(pair, kernel, facts);
            }

            kernel.Number = NamespaceNumber.Assign(_ahead, kernel.Namespace);
            Own(kernel);
            return kernel;
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>True where a pair made ahead is as it was made: nobody changed it, and its bridge is there.</summary>
    public bool StandsAhead(PairAhead pair) =>
        _route.FindLink(pair.Index) is { IsUp: false, Group: LinkGroups.Ours, Alias: PairAhead.Alias } link && link.Name == pair.Fact.HostLink && link.Master == pair.Bridge;

    /// <summary>Has a pair say no longer that it waits: it was taken.</summary>
    public void Unmark(PairAhead pair) => _ahead.TrySend(new SetLink { Index = pair.Index, Alias = "" });

    /// <summary>Ends a stack that no sandbox has.</summary>
    public void Discard(SandboxKernel kernel)
    {
        if (kernel.Ahead is { } pair)
        {
            _ahead.TrySend(new SetLink { Index = pair.Index, Group = LinkGroups.Retired }); // the keeper's sockets may hold its namespace for a while
            _reaper.Change(ReapingDelay, Timeout.InfiniteTimeSpan);
        }

        Disown(kernel);
        kernel.Dispose();
    }

    /// <summary>Gives a stack to its sandbox: it is pinned where the sandbox will be looked for, and is its kernel from now on.</summary>
    /// <exception cref="LinkspanException">The kernel refused; removing the sandbox takes away what is there.</exception>
    public void Place(SandboxKernel kernel, string sandbox)
    {
        _sandboxes[sandbox] = kernel;
        FaultPoint.Pass("pin");
        try
        {
            kernel.Pin(NamespacePath(sandbox));
            Hear(sandbox, kernel);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("pin a network namespace", e);
        }
    }

    private void AddAhead(VethFact pair, SandboxKernel kernel, IReadOnlyList<Fact> facts)
    {
        int bridge = pair.Bridge.Length > 0 && _ahead.FindLink(pair.Bridge) is { Group: LinkGroups.Ours } link ? link.Index : 0; // it may be gone meanwhile, or another's
        VethIndexes indexes = _ahead.Add(new VethPair
        {
            Name = pair.HostLink,
            PeerName = pair.Peer,
            PeerNamespace = kernel.Namespace,
            PeerMac = MacAddress.From(pair.Mac),
            Master = bridge,
            Mtu = pair.MtuBytes, // a smaller one would pull the bridge's down
            Group = LinkGroups.Ours,
            Down = true,
        });
        _ahead.Send(new SetLink { Index = indexes.Index, Alias = PairAhead.Alias });
        bool hairpin = bridge > 0 && Hairpin(pair);
        if (bridge > 0 && (pair.Isolated || hairpin))
        {
            _ahead.Send(new SetBridgePort { Index = indexes.Index, Isolated = pair.Isolated, Hairpin = hairpin });
        }

        kernel.TakeIn(new PairAhead(pair, indexes.Index, bridge, hairpin), indexes.PeerIndex, facts);
    }
}
