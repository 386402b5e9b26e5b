using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Adds or replaces a neighbour: the hardware address of an IP address on a link.</summary>
public readonly struct AddNeighbour : INetlinkRequest
{
    /// <summary>Index of the link.</summary>
    public required int Link { get; init; }

    /// <summary>IP address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Hardware address.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>State; none means permanent.</summary>
    public NeighbourState State { get; init; }

    /// <summary>Fails (EEXIST) where the address is known, instead of replacing it.</summary>
    public bool Exclusive { get; init; }

    /// <inheritdoc/>
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(RouteMessage.NewNeighbour, NetlinkFlags.Create | (Exclusive ? NetlinkFlags.Exclusive : NetlinkFlags.Replace));
        writer.Append(new NeighbourHeader
        {
            Family = AddressFamily.Of(Address),
            Index = Link,
            State = (ushort)(State == NeighbourState.None ? NeighbourState.Permanent : State),
        });
        writer.Address(NeighbourAttribute.Destination, Address);
        writer.Mac(NeighbourAttribute.LinkAddress, Mac);
    }
}
