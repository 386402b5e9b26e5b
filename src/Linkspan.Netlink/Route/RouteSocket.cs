using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// Links, addresses, routes, neighbours of one network namespace. Changes are values sent by <see cref="Send{T}"/> or gathered in a
/// <see cref="NetlinkBatch"/>; rtnl is one lock in the kernel, so more threads only make it slower.
/// </summary>
public sealed class RouteSocket : IDisposable
{
    private RouteSocket(NetlinkSocket netlink) => Netlink = netlink;

    /// <summary>The socket beneath.</summary>
    public NetlinkSocket Netlink { get; }

    /// <summary>Opens a socket in the calling thread's namespace.</summary>
    /// <exception cref="NetlinkException">Descriptors ran out.</exception>
    public static RouteSocket Open() => new(NetlinkSocket.Open(NetlinkProtocol.Route));

    /// <summary>Opens a socket in <paramref name="target"/>.</summary>
    /// <exception cref="NetlinkException">The namespace cannot be entered, or descriptors ran out.</exception>
    public static RouteSocket Open(NetworkNamespace target) => new(NetlinkSocket.Open(NetlinkProtocol.Route, target));

    /// <summary>Sends one change.</summary>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    public void Send<T>(in T request)
        where T : struct, INetlinkRequest =>
        Netlink.Send(request);

    /// <summary>Sends one change.</summary>
    /// <returns>0, or the errno with which the kernel refused it.</returns>
    public int TrySend<T>(in T request)
        where T : struct, INetlinkRequest =>
        Netlink.TrySend(request);

    /// <summary>Sends all changes of a batch in one send.</summary>
    /// <exception cref="NetlinkException">The first refusal that the batch does not tolerate; the messages after it were handled all the same.</exception>
    public void Send(NetlinkBatch batch) => Netlink.Send(batch);

    /// <summary>Sends all changes of a batch in one send; its failures tell which were refused.</summary>
    /// <returns>True where none was refused, tolerated errors aside.</returns>
    public bool TrySend(NetlinkBatch batch) => Netlink.TrySend(batch);

    /// <summary>Creates a veth pair and learns the indexes from the same exchange.</summary>
    /// <exception cref="NetlinkException">EEXIST where a name is taken.</exception>
    public VethIndexes Add(in VethPair pair)
    {
        VethPair echoed = pair with { Echo = true };
        VethIndexes indexes = default;
        if (Netlink.TryAsk(echoed, ref indexes, TakeIndexes, out NetlinkFailure failure) != 0)
        {
            throw Netlink.Refusal(echoed, failure);
        }

        // Kernels before 6.2 do not echo new links.
        if (indexes.Index == 0 && FindLink(pair.Name) is { } link)
        {
            indexes = new VethIndexes(link.Index, link.Parent);
        }

        return indexes;
    }

    /// <summary>Index of the link of that name; 0 where there is none. Allocates nothing.</summary>
    public int FindIndex(string name)
    {
        int index = 0;
        int errno = Netlink.TryAsk(
            new GetLink { Name = name }, ref index, static (NetlinkMessage message, ref int index) => index = message.Header<InterfaceInfo>().Index);
        return errno == 0 ? index : 0;
    }

    /// <summary>The link of that name, or null.</summary>
    public Link? FindLink(string name) => Find(new GetLink { Name = name });

    /// <summary>The link with that index, or null.</summary>
    public Link? FindLink(int index) => Find(new GetLink { Index = index });

    /// <summary>All links.</summary>
    /// <param name="kind">Only those of this kind.</param>
    /// <param name="master">Only the ports of this bridge.</param>
    /// <exception cref="NetlinkException">The kernel lacks the kind (EOPNOTSUPP), or its state never stood still.</exception>
    public List<Link> Links(string? kind = null, int master = 0) =>
        Netlink.Dump(
            new DumpLinks { Kind = kind, Master = master },
            static message => message.Type == RouteMessage.NewLink ? Link.Decode(message) : null);

    /// <summary>All addresses, or those of one link.</summary>
    /// <exception cref="NetlinkException">The kernel's state never stood still.</exception>
    public List<LinkAddress> Addresses(int link = 0) =>
        Netlink.Dump(
            new DumpAddresses { Link = link },
            static message => message.Type == RouteMessage.NewAddress ? LinkAddress.Decode(message) : null);

    /// <summary>All routes of both families, of every table but the cache, or of one; or those by one link.</summary>
    /// <exception cref="NetlinkException">The kernel's state never stood still, or there is no such link.</exception>
    public List<Route> Routes(uint table = 0, int link = 0)
    {
        List<Route> routes = Netlink.Dump(new DumpRoutes { Family = AddressFamily.IPv4, Table = table, Link = link }, Decode);
        routes.AddRange(Netlink.Dump(new DumpRoutes { Family = AddressFamily.IPv6, Table = table, Link = link }, Decode));

        return routes;

        static Route? Decode(NetlinkMessage message) => message.Type == RouteMessage.NewRoute ? Route.Decode(message) : null;
    }

    /// <summary>The routing rules of both families, in order.</summary>
    /// <exception cref="NetlinkException">The kernel lacks policy routing (CONFIG_IP_MULTIPLE_TABLES).</exception>
    public List<RuleSelector> Rules()
    {
        var rules = new List<RuleSelector>();
        foreach (byte family in (ReadOnlySpan<byte>)[AddressFamily.IPv4, AddressFamily.IPv6])
        {
            int start = rules.Count;
            (List<RuleSelector> Rules, byte Family, int Start) state = (rules, family, start);
            Netlink.Dump(
                new DumpRules { Family = family },
                ref state,
                static (NetlinkMessage message, ref (List<RuleSelector> Rules, byte Family, int Start) state) =>
                {
                    if (message.Type == RouteMessage.NewRule && message.Header<RouteHeader>().Family == state.Family)
                    {
                        state.Rules.Add(RuleSelector.Decode(message));
                    }
                },
                static (ref (List<RuleSelector> Rules, byte Family, int Start) state) =>
                    state.Rules.RemoveRange(state.Start, state.Rules.Count - state.Start));
        }

        return rules;
    }

    /// <summary>All neighbours, or those of one link.</summary>
    /// <exception cref="NetlinkException">The kernel's state never stood still.</exception>
    public List<Neighbour> Neighbours(int link = 0) => Netlink.Dump(new DumpNeighbours { Link = link }, DecodeNeighbour);

    /// <summary>All entries of forwarding tables (bridges, VXLANs and links' own), or those of one link.</summary>
    /// <exception cref="NetlinkException">The kernel's state never stood still.</exception>
    public List<Neighbour> FdbEntries(int link = 0) => Netlink.Dump(new DumpNeighbours { Fdb = true, Link = link }, DecodeNeighbour);

    /// <inheritdoc/>
    public void Dispose() => Netlink.Dispose();

    private static void TakeIndexes(NetlinkMessage message, ref VethIndexes indexes)
    {
        if (message.Type != RouteMessage.NewLink)
        {
            return;
        }

        int index = message.Header<InterfaceInfo>().Index;
        AttributeReader reader = message.Attributes<InterfaceInfo>();
        while (reader.Next())
        {
            if (reader.Type == LinkAttribute.Link)
            {
                indexes = new VethIndexes(index, reader.S32());
            }
        }
    }

    private static Neighbour? DecodeNeighbour(NetlinkMessage message) =>
        message.Type == RouteMessage.NewNeighbour ? Neighbour.Decode(message) : null;

    private Link? Find(in GetLink request)
    {
        Link? found = null;
        int errno = Netlink.TryAsk(
            request, ref found, static (NetlinkMessage message, ref Link? found) => found = message.Type == RouteMessage.NewLink ? Link.Decode(message) : found,
            out NetlinkFailure failure);
        return errno is 0 or Errno.NoDevice ? found : throw Netlink.Refusal(request, failure);
    }
}
