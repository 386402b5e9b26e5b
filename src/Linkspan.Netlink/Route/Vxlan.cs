using System.Net;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Creates a VXLAN link (RFC 7348).</summary>
public readonly struct Vxlan : INetlinkRequest
{
    /// <summary>Name, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Index of the parent in the socket's namespace.</summary>
    public int Parent { get; init; }

    /// <summary>Namespace that it is born in; null for the socket's own.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>MTU in bytes; null for the kind's default.</summary>
    public int? Mtu { get; init; }

    /// <summary>Hardware address; null for one of the kernel's choice.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Index; 0 lets the kernel choose.</summary>
    public int Index { get; init; }

    /// <summary>Link group; 0 is the default group.</summary>
    public uint Group { get; init; }

    /// <summary>Index of the bridge that it joins; 0 for none. Not together with <see cref="Namespace"/>.</summary>
    public int Master { get; init; }

    /// <summary>Sets it up at once.</summary>
    public bool Up { get; init; }

    /// <summary>Network identifier, 24 bits.</summary>
    public required uint Vni { get; init; }

    /// <summary>Source address of the tunnel; null for the route's.</summary>
    public IPAddress? Local { get; init; }

    /// <summary>Multicast group or default destination; null for none.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>UDP port of the tunnel; 0 for 4789.</summary>
    public ushort Port { get; init; }

    /// <summary>Learns where addresses are from what arrives; off where all entries are set by a control plane.</summary>
    public bool Learning { get; init; }

    /// <summary>Answers ARP from its neighbour table.</summary>
    public bool Proxy { get; init; }

    /// <summary>Time to live; 0 inherits or uses the default.</summary>
    public byte Ttl { get; init; }

    private const ushort DefaultPort = 4789; // RFC 7348, section 5

    private const System.Net.Sockets.AddressFamily IPv6 = System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        uint up = Up ? (uint)LinkFlags.Up : 0;
        writer.Begin(RouteMessage.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.Append(new InterfaceInfo { Index = Index, Flags = up, Change = up });
        writer.Common(Name, Mtu, Mac);
        writer.Placement(0, Namespace, Group, Master);
        int info = writer.Begin(LinkAttribute.LinkInfo);
        writer.Text(LinkInfoAttribute.Kind, "vxlan");
        int data = writer.Begin(LinkInfoAttribute.Data);
        writer.U32(VxlanAttribute.Vni, Vni);
        if (Parent != 0)
        {
            writer.U32(VxlanAttribute.Parent, (uint)Parent);
        }

        if (Local is not null)
        {
            writer.Address(Local.AddressFamily == IPv6 ? VxlanAttribute.Local6 : VxlanAttribute.Local, Local);
        }

        if (Remote is not null)
        {
            writer.Address(Remote.AddressFamily == IPv6 ? VxlanAttribute.Group6 : VxlanAttribute.Group, Remote);
        }

        writer.U16BigEndian(VxlanAttribute.Port, Port == 0 ? DefaultPort : Port);
        writer.U8(VxlanAttribute.Learning, Learning ? (byte)1 : (byte)0);
        writer.U8(VxlanAttribute.Proxy, Proxy ? (byte)1 : (byte)0);
        writer.U8(VxlanAttribute.Ttl, Ttl);
        writer.End(data);
        writer.End(info);
    }
}
