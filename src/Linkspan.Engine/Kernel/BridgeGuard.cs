using Linkspan.Netlink;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Traffic;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Two BPF programs on a bridge that keep it closed while the firewall's table is gone. Towards the containers a forwarded packet must
/// carry the mark that the table's chain <c>pass</c> gives before it judges; what the host itself sends needs none. From the containers
/// nothing may be addressed to the host's loopback, which route_localnet would otherwise let in; where br_netfilter has the table translate
/// answers before the bridge hands them up, those carry the mark too.
/// What else was tried, and figures: docs/decisions/0030-guard.md.
/// </summary>
internal sealed class BridgeGuard : IDisposable
{
    /// <summary>The bit of a packet's mark that says that the table judged it. It is taken off on leaving.</summary>
    public const uint Mark = 0x2000_0000;

    private const ushort Priority = 0x4c53; // far behind what an administrator would choose
    private const int Ignore = -1; // TC_ACT_UNSPEC: what comes after may decide
    private const int Drop = 2; // TC_ACT_SHOT
    private const short MarkOffset = 8; // struct __sk_buff, linux/bpf.h
    private const short ProtocolOffset = 16;
    private const short InputOffset = 36; // ingress_ifindex: 0 where the packet begins on this host
    private const int IPv4 = 0x0008; // ETH_P_IP and ETH_P_IPV6 in network byte order, as the field holds them
    private const int IPv6 = 0xdd86;

    private readonly BpfProgram _towards;
    private readonly BpfProgram _from;

    private BridgeGuard(BpfProgram towards, BpfProgram from)
    {
        _towards = towards;
        _from = from;
    }

    /// <summary>Loads the programs.</summary>
    /// <exception cref="NetlinkException">The kernel lacks CONFIG_BPF_SYSCALL, or privilege is missing.</exception>
    public static BridgeGuard Load()
    {
        BpfProgram towards = BpfProgram.Create("linkspan_to", Towards());
        try
        {
            return new BridgeGuard(towards, BpfProgram.Create("linkspan_from", From()));
        }
        catch
        {
            towards.Dispose();
            throw;
        }
    }

    /// <summary>Sets the programs on a bridge; those that are there are replaced.</summary>
    /// <exception cref="NetlinkException">The kernel lacks CONFIG_NET_SCH_INGRESS or CONFIG_NET_CLS_BPF, or the bridge is gone.</exception>
    public void Attach(RouteSocket route, int bridge)
    {
        int errno = route.TrySend(new AddClassifier { Link = bridge });
        if (errno is not (0 or Errno.Exists))
        {
            throw new NetlinkException("add qdisc clsact", errno);
        }

        route.Send(new AddBpfFilter { Link = bridge, Direction = FilterDirection.Egress, Priority = Priority, Program = _towards });
        route.Send(new AddBpfFilter { Link = bridge, Direction = FilterDirection.Ingress, Priority = Priority, Program = _from });
    }

    /// <summary>Takes the programs off a bridge that goes on without us.</summary>
    public static void Detach(RouteSocket route, int bridge)
    {
        route.TrySend(new DeleteBpfFilter { Link = bridge, Direction = FilterDirection.Egress, Priority = Priority });
        route.TrySend(new DeleteBpfFilter { Link = bridge, Direction = FilterDirection.Ingress, Priority = Priority });
    }

    /// <summary>True where both programs are on the bridge, and are those of this release.</summary>
    public bool Stands(RouteSocket route, int bridge) =>
        Has(route, bridge, FilterDirection.Egress, _towards) && Has(route, bridge, FilterDirection.Ingress, _from);

    public void Dispose()
    {
        _towards.Dispose();
        _from.Dispose();
    }

    private static bool Has(RouteSocket route, int bridge, FilterDirection direction, BpfProgram program)
    {
        try
        {
            return BpfFilter.List(route, bridge, direction).Exists(filter => filter.Priority == Priority && filter.Tag == program.Tag);
        }
        catch (NetlinkException e) when (e.Errno is Errno.NoDevice or Errno.Invalid)
        {
            return false;
        }
    }

    private static BpfInstruction[] Towards() =>
    [
        BpfInstruction.Load(2, 1, ProtocolOffset),
        BpfInstruction.JumpEqual(2, IPv4, 1),
        BpfInstruction.JumpNotEqual(2, IPv6, 8), // to: ignore
        BpfInstruction.Load(2, 1, InputOffset),
        BpfInstruction.JumpEqual(2, 0, 6), // to: ignore
        BpfInstruction.Load(2, 1, MarkOffset),
        BpfInstruction.Move(3, 2),
        BpfInstruction.And(3, unchecked((int)Mark)),
        BpfInstruction.JumpEqual(3, 0, 4), // to: drop
        BpfInstruction.And(2, unchecked((int)~Mark)),
        BpfInstruction.Store(1, MarkOffset, 2),
        BpfInstruction.Set(0, Ignore),
        BpfInstruction.Exit(),
        BpfInstruction.Set(0, Drop),
        BpfInstruction.Exit(),
    ];

    private static BpfInstruction[] From()
    {
        const int loadBytes = 26; // BPF_FUNC_skb_load_bytes
        const int firstDestinationByte = 14 + 16; // after the Ethernet header, in the IPv4 header
        const int loopback = 127;
        return
        [
            BpfInstruction.Move(6, 1),
            BpfInstruction.Load(2, 1, ProtocolOffset),
            BpfInstruction.JumpNotEqual(2, IPv4, 14), // to: ignore
            BpfInstruction.Set(2, firstDestinationByte),
            BpfInstruction.Move(3, 10),
            BpfInstruction.Add(3, -4),
            BpfInstruction.Set(4, 1),
            BpfInstruction.Call(loadBytes),
            BpfInstruction.JumpNotEqual(0, 0, 8), // too short for an address: to ignore
            BpfInstruction.LoadByte(2, 10, -4),
            BpfInstruction.JumpNotEqual(2, loopback, 6), // to: ignore
            BpfInstruction.Load(2, 6, MarkOffset),
            BpfInstruction.Move(3, 2),
            BpfInstruction.And(3, unchecked((int)Mark)),
            BpfInstruction.JumpEqual(3, 0, 4), // to: drop
            BpfInstruction.And(2, unchecked((int)~Mark)),
            BpfInstruction.Store(6, MarkOffset, 2),
            BpfInstruction.Set(0, Ignore),
            BpfInstruction.Exit(),
            BpfInstruction.Set(0, Drop),
            BpfInstruction.Exit(),
        ];
    }
}
