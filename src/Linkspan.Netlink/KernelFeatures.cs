using System.Runtime.InteropServices;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink;

/// <summary>
/// What this kernel can do, found by trying it in a namespace that is thrown away. A try may make the kernel load a module, which is
/// what the first use would do.
/// </summary>
#pragma warning disable CA1822 // One way to ask for any feature, whether or not its probe needs the namespace.
public sealed class KernelFeatures : IDisposable
{
    private readonly NetworkNamespace _namespace;
    private readonly RouteSocket _route;

    private KernelFeatures(NetworkNamespace target)
    {
        _namespace = target;
        _route = RouteSocket.Open(target);
    }

    /// <summary>Virtual Ethernet pairs.</summary>
    public KernelFeature Veth => Link("veth", "CONFIG_VETH");

    /// <summary>Bridges.</summary>
    public KernelFeature Bridge => Link("bridge", "CONFIG_BRIDGE");

    /// <summary>VXLAN.</summary>
    public KernelFeature Vxlan => Link("vxlan", "CONFIG_VXLAN");

    /// <summary>Macvlan.</summary>
    public KernelFeature Macvlan => Link("macvlan", "CONFIG_MACVLAN");

    /// <summary>Ipvlan.</summary>
    public KernelFeature Ipvlan => Link("ipvlan", "CONFIG_IPVLAN");

    /// <summary>VLANs of IEEE 802.1Q.</summary>
    public KernelFeature Vlan => Link("vlan", "CONFIG_VLAN_8021Q");

    /// <summary>Dummy links.</summary>
    public KernelFeature Dummy => Link("dummy", "CONFIG_DUMMY");

    /// <summary>IPv6.</summary>
    public KernelFeature IPv6 => Socket("IPv6", "CONFIG_IPV6", family: 10, type: 2, protocol: 0);

    /// <summary>SCTP sockets.</summary>
    public KernelFeature Sctp => Socket("SCTP", "CONFIG_IP_SCTP", family: 2, type: 1, protocol: 132);

    /// <summary>Address translation for both families in one nf_tables chain.</summary>
    public KernelFeature InetNat => Rule(
        "nf_tables inet nat", "CONFIG_NFT_NAT", static batch => batch.AddChain("probe", new BaseChain(ChainType.Nat, FilterHook.Prerouting, ChainPriority.DestinationNat)));

    /// <summary>The fib expression of nf_tables.</summary>
    public KernelFeature Fib => Rule("nf_tables fib", "CONFIG_NFT_FIB_INET", static batch =>
    {
        batch.AddChain("probe", new BaseChain(ChainType.Filter, FilterHook.Prerouting, ChainPriority.Filter));
        batch.AddRule("probe").MatchLocalDestination();
    });

    /// <summary>Masquerading by nf_tables.</summary>
    public KernelFeature Masquerade => Rule("nf_tables masquerade", "CONFIG_NFT_MASQ", static batch =>
    {
        batch.AddChain("probe", new BaseChain(ChainType.Nat, FilterHook.Postrouting, ChainPriority.SourceNat));
        batch.AddRule("probe").Masquerade();
    });

    /// <summary>The module that lets bridged packets pass the IP firewall is loaded; what it does is set by sysctl.</summary>
    public KernelFeature BridgeNetfilter => File.Exists("/proc/sys/net/bridge/bridge-nf-call-iptables")
        ? new KernelFeature("br_netfilter", "CONFIG_BRIDGE_NETFILTER", IsPresent: true, 0)
        : new KernelFeature("br_netfilter", "CONFIG_BRIDGE_NETFILTER", IsPresent: false, Errno.NoEntry);

    /// <summary>Starts to probe; <see cref="Dispose"/> throws the namespace away.</summary>
    /// <exception cref="NetlinkException">Privilege is missing to make a namespace.</exception>
    public static KernelFeatures Open() => new(NetworkNamespace.Create());

    /// <summary>Whether links of that kind can be made.</summary>
    /// <param name="kind">Kind as <c>ip link add type</c> has it.</param>
    /// <param name="configOption">Option of the kernel's configuration that brings it.</param>
    public KernelFeature Link(string kind, string configOption)
    {
        // Whatever else is wrong with so bare a request, EOPNOTSUPP is the kernel's word for a kind that it does not know.
        int errno = _route.TrySend(new BareLink(kind));
        return new KernelFeature(kind, configOption, errno != Errno.NotSupported, errno == Errno.NotSupported ? errno : 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _route.Dispose();
        _namespace.Dispose();
    }

    private static KernelFeature Socket(string name, string option, int family, int type, int protocol)
    {
        int socket = LibC.Socket(family, type | LibC.CloseOnExec, protocol);
        if (socket < 0)
        {
            return new KernelFeature(name, option, IsPresent: false, Marshal.GetLastPInvokeError());
        }

        _ = LibC.Close(socket);
        return new KernelFeature(name, option, IsPresent: true, 0);
    }

    private KernelFeature Rule(string name, string option, Action<FilterBatch> write)
    {
        try
        {
            using FilterSocket filter = FilterSocket.Open(_namespace);
            var batch = new FilterBatch(FilterFamily.Inet, "probe");
            batch.AddTable();
            batch.DeleteTable();
            batch.AddTable();
            write(batch);
            filter.Commit(batch);
            return new KernelFeature(name, option, IsPresent: true, 0);
        }
        catch (NetlinkException e)
        {
            return new KernelFeature(name, option, IsPresent: false, e.Errno);
        }
    }

    private readonly struct BareLink(string kind) : INetlinkRequest
    {
        public void Write(ref NetlinkWriter writer)
        {
            writer.Begin(RouteMessage.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
            writer.Append(default(InterfaceInfo));
            int info = writer.Begin(LinkAttribute.LinkInfo);
            writer.Text(LinkInfoAttribute.Kind, kind);
            writer.End(info);
        }
    }
}
