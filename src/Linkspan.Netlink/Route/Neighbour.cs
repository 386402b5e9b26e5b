using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>A neighbour, or an entry of a forwarding table, as the kernel tells it.</summary>
public sealed record Neighbour
{
    /// <summary>Index of the link.</summary>
    public int Link { get; private set; }

    /// <summary>IP address; of an FDB entry the VTEP; null for none.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Hardware address; zero while it is unknown.</summary>
    public MacAddress Mac { get; private set; }

    /// <summary>State.</summary>
    public NeighbourState State { get; private set; }

    /// <summary>FDB: index of the bridge; 0 for a link's own table.</summary>
    public int Master { get; private set; }

    /// <summary>FDB: VLAN; 0 for none.</summary>
    public ushort Vlan { get; private set; }

    /// <summary>An entry of a forwarding table, not a neighbour.</summary>
    public bool IsFdb { get; private set; }

    /// <summary>Decodes RTM_NEWNEIGH or RTM_DELNEIGH.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static Neighbour Decode(NetlinkMessage message)
    {
        NeighbourHeader header = message.Header<NeighbourHeader>();
        var neighbour = new Neighbour
        {
            Link = header.Index,
            State = (NeighbourState)header.State,
            IsFdb = header.Family == AddressFamily.Bridge,
        };
        AttributeReader reader = message.Attributes<NeighbourHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case NeighbourAttribute.Destination:
                    neighbour.Address = reader.Address();
                    break;
                case NeighbourAttribute.LinkAddress when reader.Value.Length == MacAddress.Length:
                    neighbour.Mac = new MacAddress(reader.Value);
                    break;
                case NeighbourAttribute.Master:
                    neighbour.Master = reader.S32();
                    break;
                case NeighbourAttribute.Vlan:
                    neighbour.Vlan = reader.U16();
                    break;
            }
        }

        return neighbour;
    }
}
