using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>A link as the kernel tells it.</summary>
public sealed record Link
{
    /// <summary>Index in its namespace.</summary>
    public int Index { get; private set; }

    /// <summary>Name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Kind (<c>veth</c>, <c>bridge</c>, …); null for hardware and <c>lo</c>.</summary>
    public string? Kind { get; private set; }

    /// <summary>Kind of the master (<c>bridge</c> for a bridge port); null where it has none.</summary>
    public string? SlaveKind { get; private set; }

    /// <summary>Index of the bridge that it is a port of; 0 for none.</summary>
    public int Master { get; private set; }

    /// <summary>Index of the parent, or of a veth's peer, in <see cref="LinkNamespace"/>; 0 for none.</summary>
    public int Parent { get; private set; }

    /// <summary>The kernel's number for the namespace of <see cref="Parent"/>; null where it is this one.</summary>
    public int? LinkNamespace { get; private set; }

    /// <summary>Link group.</summary>
    public uint Group { get; private set; }

    /// <summary>MTU in bytes.</summary>
    public int Mtu { get; private set; }

    /// <summary>Hardware address; zero where it has none of six bytes.</summary>
    public MacAddress Mac { get; private set; }

    /// <summary>Flags.</summary>
    public LinkFlags Flags { get; private set; }

    /// <summary>Operational state.</summary>
    public OperationalState State { get; private set; }

    /// <summary>The administrator's text; null for none.</summary>
    public string? Alias { get; private set; }

    /// <summary>Bridge ports: isolated from the other isolated ones.</summary>
    public bool Isolated { get; private set; }

    /// <summary>Bridge ports: frames may leave by the port they came in from.</summary>
    public bool Hairpin { get; private set; }

    /// <summary>VXLAN: network identifier; null for other kinds.</summary>
    public uint? Vni { get; private set; }

    /// <summary>VLAN: identifier; null for other kinds.</summary>
    public ushort? VlanId { get; private set; }

    /// <summary>Set up by the administrator.</summary>
    public bool IsUp => Flags.HasFlag(LinkFlags.Up);

    /// <summary>Decodes RTM_NEWLINK or RTM_DELLINK.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static Link Decode(NetlinkMessage message)
    {
        InterfaceInfo header = message.Header<InterfaceInfo>();
        var link = new Link { Index = header.Index, Flags = (LinkFlags)header.Flags };
        AttributeReader reader = message.Attributes<InterfaceInfo>();
        while (reader.Next())
        {
            link.Take(reader);
        }

        return link;
    }

    private void Take(AttributeReader attribute)
    {
        switch (attribute.Type)
        {
            case LinkAttribute.Name:
                Name = attribute.Text();
                break;
            case LinkAttribute.Address when attribute.Value.Length == MacAddress.Length:
                Mac = new MacAddress(attribute.Value);
                break;
            case LinkAttribute.Mtu:
                Mtu = attribute.S32();
                break;
            case LinkAttribute.Link:
                Parent = attribute.S32();
                break;
            case LinkAttribute.LinkNamespace:
                LinkNamespace = attribute.S32();
                break;
            case LinkAttribute.Master:
                Master = attribute.S32();
                break;
            case LinkAttribute.Group:
                Group = attribute.U32();
                break;
            case LinkAttribute.OperationalState:
                State = (OperationalState)attribute.U8();
                break;
            case LinkAttribute.Alias:
                Alias = attribute.Text();
                break;
            case LinkAttribute.LinkInfo:
                TakeInfo(attribute.Nested());
                break;
        }
    }

    private void TakeInfo(AttributeReader info)
    {
        while (info.Next())
        {
            switch (info.Type)
            {
                case LinkInfoAttribute.Kind:
                    Kind = info.Text();
                    break;
                case LinkInfoAttribute.SlaveKind:
                    SlaveKind = info.Text();
                    break;
                case LinkInfoAttribute.Data:
                    TakeData(info.Nested());
                    break;
                case LinkInfoAttribute.SlaveData when SlaveKind == "bridge":
                    TakePort(info.Nested());
                    break;
            }
        }
    }

    private void TakeData(AttributeReader data)
    {
        // The kernel writes the kind before its data (rtnl_link_info_fill).
        while (Kind is "vxlan" or "vlan" && data.Next())
        {
            switch (Kind, data.Type)
            {
                case ("vxlan", VxlanAttribute.Vni):
                    Vni = data.U32();
                    break;
                case ("vlan", VlanAttribute.Id):
                    VlanId = data.U16();
                    break;
            }
        }
    }

    private void TakePort(AttributeReader port)
    {
        while (port.Next())
        {
            switch (port.Type)
            {
                case BridgePortAttribute.Isolated:
                    Isolated = port.U8() != 0;
                    break;
                case BridgePortAttribute.Hairpin:
                    Hairpin = port.U8() != 0;
                    break;
            }
        }
    }
}
