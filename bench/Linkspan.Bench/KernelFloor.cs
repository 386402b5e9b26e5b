using System.Net;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Traffic;
using Linkspan.Netlink.Wire;

namespace Linkspan.Bench;

/// <summary>
/// The floor: the kernel objects of an attach, a port or a network made with the fewest messages and nothing around them. No intent is
/// stored, nothing is looked up, nobody is told.
/// </summary>
internal sealed class KernelFloor : IDisposable
{
    private const string Table = "floor";
    private const string Map = "published";
    private const int PrefixLength = 16;
    private const int LoopbackIndex = 1;
    private const int ElementsOfNetwork = 8;
    private const int ChildIndex = 1000; // free in a namespace of one's own

    private static readonly IPAddress Gateway = IPAddress.Parse("10.99.0.1");

    private readonly RouteSocket _host = RouteSocket.Open();
    private readonly FilterSocket _filter = FilterSocket.Open();
    private readonly NetlinkBatch _batch = new();
    private readonly FilterBatch _elements = new(FilterFamily.Inet, Table);
    private readonly Dictionary<string, int> _nics = new(StringComparer.Ordinal);
    private readonly BpfProgram _guard = BpfProgram.Create("floor", [BpfInstruction.Set(0, -1), BpfInstruction.Exit()]); // TC_ACT_UNSPEC
    private readonly string _folder;
    private readonly int _bridge;
    private int _sandboxes;

    /// <param name="folder">Where namespaces are pinned.</param>
    public KernelFloor(string folder)
    {
        _folder = folder;
        _host.Send(new SetLink { Index = LoopbackIndex, Up = true });
        AddBridge("floor0", Gateway);
        _bridge = _host.FindIndex("floor0");
        _elements.AddTable();
        _elements.AddMap(Map, FieldType.Concatenate(FieldType.Protocol, FieldType.Port), FieldType.Concatenate(FieldType.IPv4, FieldType.Port));
        _filter.Commit(_elements);
    }

    /// <summary>A namespace: unshare, bind mount, one socket.</summary>
    public FloorSandbox OpenSandbox() => new(Path.Combine(_folder, $"floor{_sandboxes++}"));

    /// <summary>A veth pair in one message, then loopback, link, address and route in one send.</summary>
    public void Attach(FloorSandbox sandbox, int number)
    {
        VethIndexes indexes = _host.Add(new VethPair
        {
            Name = Link(number),
            PeerName = "eth0",
            PeerNamespace = sandbox.Namespace,
            Master = _bridge,
        });
        Dress(sandbox, indexes.PeerIndex, number);
    }

    /// <summary>A card that a veth plays, and what it is plugged into.</summary>
    public void AddNic(string name)
    {
        VethIndexes indexes = _host.Add(new VethPair { Name = name, PeerName = $"{name}-wire" });
        _host.Send(new SetLink { Index = indexes.PeerIndex, Up = true });
        _nics[name] = indexes.Index;
    }

    /// <summary>A macvlan, born in the sandbox under an index of our choice, then all else in one send.</summary>
    public void AttachMacvlan(FloorSandbox sandbox, int number)
    {
        _host.Send(new Macvlan { Name = "eth0", Parent = _nics["nic0"], Namespace = sandbox.Namespace, Mode = MacvlanMode.Bridge, Index = ChildIndex });
        Dress(sandbox, ChildIndex, number);
    }

    /// <summary>The same with an ipvlan.</summary>
    public void AttachIpvlan(FloorSandbox sandbox, int number)
    {
        _host.Send(new Ipvlan { Name = "eth0", Parent = _nics["nic2"], Namespace = sandbox.Namespace, Mode = IpvlanMode.L2, Index = ChildIndex });
        Dress(sandbox, ChildIndex, number);
    }

    /// <summary>Deletes the pair, both ends.</summary>
    public void Detach(int number) => _host.Send(new DeleteLink { Name = Link(number) });

    /// <summary>Leads host ports to an endpoint: elements of one map in one transaction.</summary>
    public void Publish(int number, ushort first, int count)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> data = stackalloc byte[KeyWriter.MaxLength];
        IPAddress target = Address(number);
        for (int port = first; port < first + count; port++)
        {
            _elements.AddElement(
                Map, new KeyWriter(key).U8(6).Port((ushort)port).Written, new KeyWriter(data).Address(target).Port((ushort)port).Written);
        }

        _filter.Commit(_elements);
    }

    /// <summary>Takes all ports away.</summary>
    public void Unpublish()
    {
        _elements.FlushSet(Map);
        _filter.Commit(_elements);
    }

    /// <summary>A bridge that is up, with an address: two messages, the second of which needs the index of the first.</summary>
    public void AddBridge(string name, IPAddress address)
    {
        _host.Send(new Bridge { Name = name });
        _host.Send(new AddAddress { Link = _host.FindIndex(name), Address = address, PrefixLength = PrefixLength });
    }

    /// <summary>
    /// All that a network of the product is in the kernel: a bridge with its address, a program of the guard in each direction, three sysctls, and eight
    /// elements of sets in one transaction.
    /// </summary>
    public void AddNetwork(string name, IPAddress address, int number)
    {
        AddBridge(name, address);
        int bridge = _host.FindIndex(name);
        _host.Send(new AddClassifier { Link = bridge });
        foreach (FilterDirection direction in new[] { FilterDirection.Egress, FilterDirection.Ingress })
        {
            _host.Send(new AddBpfFilter { Link = bridge, Direction = direction, Priority = 1, Program = _guard });
        }

        File.WriteAllText($"/proc/sys/net/ipv4/conf/{name}/route_localnet", "1");
        File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
        File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/accept_ra", "0");
        Publish(number, (ushort)(number * ElementsOfNetwork), ElementsOfNetwork);
    }

    /// <summary>Deletes a bridge.</summary>
    public void RemoveBridge(string name) => _host.Send(new DeleteLink { Name = name });

    public void Dispose()
    {
        RemoveBridge("floor0");
        foreach (string nic in _nics.Keys)
        {
            _host.Send(new DeleteLink { Name = nic });
        }

        _elements.DeleteTable();
        _filter.Commit(_elements);
        _filter.Dispose();
        _host.Dispose();
        _guard.Dispose();
    }

    private void Dress(FloorSandbox sandbox, int link, int number)
    {
        _batch.Clear();
        _batch.Add(new SetLink { Index = LoopbackIndex, Up = true });
        _batch.Add(new SetLink { Index = link, Up = true });
        _batch.Add(new AddAddress { Link = link, Address = Address(number), PrefixLength = PrefixLength });
        _batch.Add(new AddRoute { Destination = new IPNetwork(IPAddress.Any, 0), Gateway = Gateway, Link = link });
        sandbox.Route.Send(_batch);
    }

    private static string Link(int number) => $"fl{number}";

    private static IPAddress Address(int number) => new([10, 99, (byte)(1 + (number / 250)), (byte)(1 + (number % 250))]);
}
