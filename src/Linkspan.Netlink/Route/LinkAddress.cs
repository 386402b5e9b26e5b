using System.Net;
using System.Runtime.InteropServices;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>An address of a link, as the kernel tells it.</summary>
public sealed record LinkAddress
{
    /// <summary>Index of the link.</summary>
    public int Link { get; private set; }

    /// <summary>The address.</summary>
    public IPAddress Address { get; private set; } = IPAddress.Any;

    /// <summary>Length of the subnet's prefix in bits.</summary>
    public int PrefixLength { get; private set; }

    /// <summary>Flags.</summary>
    public AddressFlags Flags { get; private set; }

    /// <summary>Scope.</summary>
    public RouteScope Scope { get; private set; }

    /// <summary>The other end's address on a point-to-point link; null elsewhere.</summary>
    public IPAddress? Peer { get; private set; }

    /// <summary>Broadcast address (IPv4); null for none.</summary>
    public IPAddress? Broadcast { get; private set; }

    /// <summary>How long it is still to be used for new connections, in seconds; all ones is for ever.</summary>
    public uint PreferredSeconds { get; private set; } = uint.MaxValue;

    /// <summary>How long it still lives, in seconds; all ones is for ever.</summary>
    public uint ValidSeconds { get; private set; } = uint.MaxValue;

    /// <summary>Decodes RTM_NEWADDR or RTM_DELADDR.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static LinkAddress Decode(NetlinkMessage message)
    {
        InterfaceAddress header = message.Header<InterfaceAddress>();
        var result = new LinkAddress
        {
            Link = header.Index,
            PrefixLength = header.PrefixLength,
            Flags = (AddressFlags)header.Flags,
            Scope = (RouteScope)header.Scope,
        };
        IPAddress? address = null;
        IPAddress? local = null;
        AttributeReader reader = message.Attributes<InterfaceAddress>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case AddressAttribute.Address:
                    address = reader.Address();
                    break;
                case AddressAttribute.Local:
                    local = reader.Address();
                    break;
                case AddressAttribute.Broadcast:
                    result.Broadcast = reader.Address();
                    break;
                case AddressAttribute.Cache when reader.Value.Length >= 8: // struct ifa_cacheinfo
                    result.PreferredSeconds = MemoryMarshal.Read<uint>(reader.Value);
                    result.ValidSeconds = MemoryMarshal.Read<uint>(reader.Value[4..]);
                    break;
                case AddressAttribute.Flags:
                    result.Flags = (AddressFlags)reader.U32();
                    break;
            }
        }

        // IPv6 without a peer has IFA_ADDRESS only; on point-to-point links IFA_ADDRESS is the other end.
        result.Address = local ?? address ?? throw new InvalidDataException("address message without an address");
        result.Peer = local is not null && address is not null && !local.Equals(address) ? address : null;
        return result;
    }
}
