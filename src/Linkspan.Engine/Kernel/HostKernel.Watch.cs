using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <content>
/// Repair while running: notifications say where to look, the look reads only that, and what differs goes the way of every change. The
/// cost of a foreign change is that of what it touched, whatever the number of networks.
/// </content>
internal sealed partial class HostKernel
{
    private readonly Dictionary<int, string> _numbers = []; // sandboxes by the number of their namespace
    private KernelWatch? _watch;

    /// <summary>True where a value of the host is there and another one.</summary>
    public static bool Differs(SysctlFact fact) => HostSysctl.Read(fact.Path) is { } value && value != fact.Value;

    /// <summary>True where the last look found the firewall's table gone or not as it was made.</summary>
    public bool FirewallLost => !_firewall.Stands;

    /// <summary>Starts to listen to the kernel.</summary>
    /// <param name="signal">Called when there is something to look at.</param>
    /// <exception cref="LinkspanException">Privilege is missing.</exception>
    public void Watch(Action signal)
    {
        try
        {
            _watch = KernelWatch.Start(signal);
            _watch.Own(KernelWatch.Host, _route.Netlink.Port);
            _watch.Own(KernelWatch.Host, _ahead.Netlink.Port);
            _watch.Own(KernelWatch.Host, _firewall.Port);
        }
        catch (NetlinkException e)
        {
            throw KernelErrors.Translate("listen to the kernel's notifications", e);
        }
    }

    /// <summary>Where the kernel changed since the last call.</summary>
    public KernelChanges TakeChanges() => _watch?.TakeChanges() ?? new KernelChanges();

    /// <summary>Has everything compared at the next look.</summary>
    public void Resynchronise() => _watch?.Resynchronise();

    /// <summary>Names of the links that changed, those by which they were known included, and the sandboxes whose inside did.</summary>
    public (HashSet<string> Links, HashSet<string> Sandboxes) Ours(KernelChanges changes)
    {
        var links = changes.Links.SelectMany(index => new[] { _hostLinks.GetValueOrDefault(index), _route.FindLink(index)?.Name }) // one that was renamed is known by both
            .OfType<string>().ToHashSet(StringComparer.Ordinal);
        var sandboxes = changes.Spaces.Select(number => _numbers.GetValueOrDefault(number)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return (links, sandboxes);
    }

    /// <summary>The way from what is to what a part of the intent asks for; what the part does not name is not looked at.</summary>
    public Difference Drift(Plan desired, bool elements)
    {
        var observed = new Plan();
        ObserveHost(Named(desired), desired, patient: true, observed);
        if (elements)
        {
            foreach (ElementFact element in _firewall.Observe())
            {
                observed.Add(element);
            }
        }

        return Possible(Plan.Compare(observed, desired));
    }

    /// <summary>True where all that a plan asks for holds, or waits for a link of the host; only looks.</summary>
    public bool Holds(Plan desired)
    {
        var observed = new Plan();
        ObserveHost(_route.Links(), desired, patient: true, observed);
        _firewall.Look(out bool standing).ForEach(observed.Add);
        return standing && Possible(Plan.Compare(observed, desired)).IsEmpty;
    }

    /// <summary>Drops of others that concern containers.</summary>
    public List<ForeignDrop> ForeignDrops(ContainerTraffic traffic) => _firewall.ForeignDrops(traffic);

    /// <summary>Somebody changed the structure of the firewall's table: it is made anew at the next repair.</summary>
    public void DistrustFirewall() => _firewall.Distrust();

    /// <summary>Reads the links that a plan names, one by one: there are few.</summary>
    private List<Link> Named(Plan desired)
    {
        IEnumerable<string> names = desired.Facts.SelectMany(static fact => fact switch
        {
            BridgeFact bridge => [bridge.Name],
            VlanFact vlan => [vlan.Name],
            PatchFact patch => [patch.Name],
            VethFact veth => [veth.HostLink],
            ChildFact { Sandbox.Length: 0 } child => [child.Link],
            _ => Array.Empty<string>(),
        }).Distinct(StringComparer.Ordinal);
        return [.. names.Select(_route.FindLink).OfType<Link>()];
    }

    /// <summary>Puts right what others changed; what cannot be is logged, and all else is done.</summary>
    public void Repair(Difference drift, bool firewall)
    {
        _repairing = true;
        try
        {
            Apply(drift, firewall);
        }
        finally
        {
            _repairing = false;
        }
    }

    /// <summary>Makes a sandbox's changes known as ours, and those of others heard.</summary>
    private void Hear(string id, SandboxKernel sandbox)
    {
        if (_watch is null)
        {
            return;
        }

        if (sandbox.Number < 0)
        {
            sandbox.Number = NamespaceNumber.Assign(_route, sandbox.Namespace);
        }

        _numbers[sandbox.Number] = id;
        Own(sandbox);
    }

    /// <summary>What is asked for by a stack's sockets is ours, now that its namespace has a number.</summary>
    private void Own(SandboxKernel kernel)
    {
        foreach (uint port in kernel.Ports)
        {
            _watch?.Own(kernel.Number, port);
        }
    }

    private void Disown(SandboxKernel kernel)
    {
        foreach (uint port in kernel.Number < 0 ? [] : kernel.Ports) // without a number it was never owned, and its ports may be the host's too
        {
            _watch?.Disown(kernel.Number, port);
        }
    }
}
