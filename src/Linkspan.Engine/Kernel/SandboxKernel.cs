using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Engine.Kernel;

/// <summary>The kernel of one sandbox: its namespace, a socket in it, and the changes that wait for the next send.</summary>
internal sealed partial class SandboxKernel : IDisposable
{
    /// <summary>Name of a link that is made ahead.</summary>
    public const string AheadLink = "eth0";

    private readonly NetworkNamespace _namespace;
    private readonly NamespaceSockets _sockets;
    private readonly RouteSocket _route;
    private readonly FilterSocket _filter;
    private readonly NetlinkBatch _batch = new(capacityBytes: 1024);
    private readonly Dictionary<string, int> _links = new(StringComparer.Ordinal);

    private NamespacePin? _pin;

    /// <summary>Takes over a namespace, what was opened in it, and a pin that has no place yet.</summary>
    public SandboxKernel(NetworkNamespace opened, NamespaceSockets sockets, NamespacePin? pin = null)
    {
        _namespace = opened;
        _pin = pin;
        _sockets = sockets;
        (_route, _filter) = (sockets.Route, sockets.Filter);
        Ports = [_route.Netlink.Port, _filter.Netlink.Port];
    }

    /// <summary>Ports of the sockets that changes come from, by which notifications tell ours from the container's.</summary>
    public IReadOnlyList<uint> Ports { get; }

    /// <summary>The host's number for the namespace, by which notifications name it; −1 until it is known.</summary>
    public int Number { get; set; } = -1;

    /// <summary>The namespace, for links that are born in it.</summary>
    public NetworkNamespace Namespace => _namespace;

    /// <summary>The pair made ahead, until a container joins a bridge by it.</summary>
    public PairAhead? Ahead { get; private set; }

    /// <summary>Makes a namespace that has no sandbox yet, its loopback up: it ends with this process unless it is pinned.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static SandboxKernel Create()
    {
        using var birth = new SandboxBirth();
        return birth.Finish();
    }

    /// <summary>Takes in the end of a pair that was made ahead.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="index">Index of its end in here.</param>
    /// <param name="facts">What is to hold of that end.</param>
    public void TakeIn(PairAhead pair, int index, IReadOnlyList<Fact> facts)
    {
        Ahead = pair;
        foreach (SysctlFact sysctl in facts.OfType<SysctlFact>())
        {
            Write(sysctl.Path, sysctl.Value);
        }

        Born(pair.Fact.Peer, index);
        foreach (AddressFact address in facts.OfType<AddressFact>())
        {
            Add(address);
        }

        foreach (RouteFact route in facts.OfType<RouteFact>())
        {
            Add(route);
        }

        Flush();
    }

    /// <summary>Hands over the pair made ahead.</summary>
    /// <returns>Null where there is none by that name.</returns>
    public PairAhead? TakeAhead(string hostLink)
    {
        PairAhead? taken = Ahead?.Fact.HostLink == hostLink ? Ahead : null;
        Ahead = null;
        return taken;
    }

    /// <summary>Gives a namespace made ahead to the sandbox that is pinned there.</summary>
    public void Pin(string path)
    {
        using NamespacePin pin = _pin ?? _namespace.PreparePin(); // one that was placed has only one place
        _pin = null;
        try
        {
            pin.Place(path);
        }
        catch (NetlinkException e) when (e.Errno == Errno.Exists)
        {
            ReleaseLeftover(path);
            pin.Place(path);
        }
    }

    /// <summary>Opens a pinned namespace.</summary>
    public static SandboxKernel Open(string path)
    {
        NetworkNamespace opened = NetworkNamespace.Open(path);
        return new SandboxKernel(opened, opened.Run(NamespaceSockets.Open));
    }

    /// <summary>Records a link that was just born here; it comes up with the next send.</summary>
    public void Born(string link, int index)
    {
        _links[link] = index;
        _batch.Add(new SetLink { Index = index, Up = true });
    }

    /// <summary>Index of a link that was born here.</summary>
    public int IndexOf(string link) => _links.TryGetValue(link, out int index) ? index : _route.FindIndex(link);

    /// <summary>True where a link of that name is here; one that was made anew by somebody else is known by its new index from now on.</summary>
    public bool Has(string link)
    {
        int index = _route.FindIndex(link);
        if (_links.GetValueOrDefault(link) != index)
        {
            _links.Remove(link);
        }

        return index > 0;
    }

    /// <summary>Records a link that was just born here and whose index the kernel did not tell.</summary>
    public void Born(string link) => Born(link, _route.FindIndex(link));

    /// <summary>Ends a link: it is deleted, or only put out of use where it ends with the namespace.</summary>
    public void End(string link, bool delete)
    {
        _links.Remove(link);
        if (delete)
        {
            _route.TrySend(new DeleteLink { Name = link });
        }
        else
        {
            _route.TrySend(new SetLink { Name = link, Up = false });
        }
    }

    /// <summary>Brings NICs of the host home.</summary>
    public void ReturnDevices(RouteSocket home, NetworkNamespace homeNamespace)
    {
        _links.Clear();
        LentDevice.ReturnAll(_route, home, homeNamespace);
    }

    /// <summary>Queues that a link on a parent is as its fact says.</summary>
    public void Adjust(ChildFact fact) => _batch.Add(new SetLink
    {
        Index = Index(fact.Link),
        Mac = fact is MacvlanFact { Mode: not Model.SegmentMode.PassThrough } macvlan ? MacAddress.From(macvlan.Mac) : null,
        Mtu = fact.MtuBytes == 0 ? null : fact.MtuBytes,
        Up = true,
    });

    /// <summary>Queues an address.</summary>
    public void Add(AddressFact fact) => _batch.Add(
        new AddAddress
        {
            Link = Index(fact.Link),
            Address = fact.Address,
            PrefixLength = fact.PrefixLength,
            Broadcast = fact.Broadcast,
            Flags = AddressFlags.NoDuplicateDetection,
            Replace = true,
        });

    /// <summary>Queues a route.</summary>
    public void Add(RouteFact fact) => _batch.Add(
        new AddRoute
        {
            Destination = fact.Destination,
            Gateway = fact.Gateway,
            Link = Index(fact.Link),
            Table = fact.Table,
            Replace = true,
            OnLink = fact.Gateway is not null,
        });

    /// <summary>Queues a routing rule; one that is there is no error.</summary>
    public void Add(RuleFact fact) => _batch.Add(new AddRule { Rule = Rule(fact) }, Errno.Exists);

    /// <summary>Queues the end of a routing rule; one that is gone is no error.</summary>
    public void Remove(RuleFact fact) => _batch.Add(new DeleteRule { Rule = Rule(fact) }, Errno.NoEntry);

    /// <summary>Queues a neighbour.</summary>
    public void Add(NeighbourFact fact) => _batch.Add(HostKernel.Neighbour(fact, Index(fact.Link)));

    /// <summary>Queues the end of a neighbour; one that is gone is no error.</summary>
    public void Remove(NeighbourFact fact)
    {
        if (_route.FindIndex(fact.Link) is > 0 and int index)
        {
            _batch.Add(new DeleteNeighbour { Link = index, Address = fact.Address }, Errno.NoEntry);
        }
    }

    /// <summary>Queues the end of an address; one that is gone is no error.</summary>
    public void Remove(AddressFact fact)
    {
        if (_route.FindIndex(fact.Link) is > 0 and int index)
        {
            _batch.Add(new DeleteAddress { Link = index, Address = fact.Address, PrefixLength = fact.PrefixLength }, Errno.AddressNotAvailable);
        }
    }

    /// <summary>Queues the end of a route; one that is gone is no error.</summary>
    public void Remove(RouteFact fact) =>
        _batch.Add(new DeleteRoute { Destination = fact.Destination, Gateway = fact.Gateway, Table = fact.Table }, Errno.NoSuchProcess);

    /// <summary>Leads DNS to the keeper.</summary>
    public void Add(ResolverFact fact) => ResolverRedirect.Add(_filter, fact);

    /// <summary>Leads DNS to the keeper no longer.</summary>
    public void RemoveResolver() => ResolverRedirect.Remove(_filter);

    /// <summary>Queues that the sandbox's end of a pair is as its fact says.</summary>
    public void Adjust(VethFact fact) => _batch.Add(new SetLink { Index = Index(fact.Peer), Mac = MacAddress.From(fact.Mac), Mtu = fact.PeerMtuBytes, Up = true });

    /// <summary>Takes a link out of use, its name included; it is deleted with its other end. One that is gone is no error.</summary>
    public void Retire(string link)
    {
        _links.Remove(link);
        if (_route.FindIndex(link) is > 0 and int index)
        {
            _batch.Add(new SetLink { Index = index, Up = false }, Errno.NoDevice);
            _batch.Add(new SetLink { Index = index, NewName = $"gone{index}" }, Errno.NoDevice);
            Flush();
        }
    }

    /// <summary>Writes a sysctl.</summary>
    public void Write(string path, string value)
    {
        try
        {
            if (_sockets.Links6 is { } links6 && path.StartsWith($"{NamespaceSockets.Links6Path}/", StringComparison.Ordinal))
            {
                links6.Write(path[(NamespaceSockets.Links6Path.Length + 1)..], value);
            }
            else
            {
                _namespace.WriteSysctl(path, value);
            }
        }
        catch (NetlinkException e) when (e.Errno == Errno.NoEntry && path.StartsWith("net/ipv6/", StringComparison.Ordinal))
        {
            // A kernel without IPv6 has nothing to switch off.
        }
    }

    /// <summary>Sends what was queued, in one send.</summary>
    public void Flush()
    {
        try
        {
            if (_batch.Count > 0)
            {
                _route.Send(_batch);
            }
        }
        finally
        {
            _batch.Clear();
        }
    }

    /// <summary>Forgets what was queued and not sent.</summary>
    public void Clear() => _batch.Clear();

    public void Dispose()
    {
        _pin?.Dispose();
        _sockets.Dispose();
        _namespace.Dispose();
    }

    private static void ReleaseLeftover(string path)
    {
        if (File.Exists(path))
        {
            NetworkNamespace.Release(path); // a file that a reboot or a crash between two steps left
        }
    }

    private static RuleSelector Rule(RuleFact fact) => new()
    {
        IPv6 = fact.Source.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        Priority = fact.Table,
        Table = fact.Table,
        Source = fact.Source,
    };

    private int Index(string link)
    {
        if (!_links.TryGetValue(link, out int index))
        {
            index = _route.FindIndex(link);
            _links[link] = index;
            _batch.Add(new SetLink { Index = index, Up = true }); // a crash may have come between its birth and its first send
        }

        return index;
    }
}
