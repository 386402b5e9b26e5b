using System.Net;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>Attributes whose payload is a network type.</summary>
internal static class WriterExtensions
{
    public static void Address(this ref NetlinkWriter writer, ushort attribute, IPAddress address)
    {
        int length = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 16 : 4;
        address.TryWriteBytes(writer.Reserve(attribute, length), out _);
    }

    public static void Mac(this ref NetlinkWriter writer, ushort attribute, MacAddress address) =>
        address.Write(writer.Reserve(attribute, MacAddress.Length));

    public static void Boolean(this ref NetlinkWriter writer, ushort attribute, bool? value)
    {
        if (value is { } given)
        {
            writer.U8(attribute, given ? (byte)1 : (byte)0);
        }
    }

    /// <summary>The attributes that links of every kind take when they are born.</summary>
    public static void Common(this ref NetlinkWriter writer, string name, int? mtu, MacAddress? mac)
    {
        writer.Text(LinkAttribute.Name, name);
        if (mtu is { } bytes)
        {
            writer.U32(LinkAttribute.Mtu, (uint)bytes);
        }

        if (mac is { } address)
        {
            writer.Mac(LinkAttribute.Address, address);
        }
    }
}
