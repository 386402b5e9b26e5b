using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dhcp.Tests;

/// <summary>A DHCPv6 server's and a router's messages, byte by byte.</summary>
internal static class Server6
{
    public static readonly byte[] Client = [0, 3, 0, 1, 0x02, 0x42, 0xde, 0xad, 0xbe, 0xef];
    public static readonly byte[] Identifier = [0, 1, 0, 1, 9, 9, 9, 9];
    public static readonly IPAddress Router = IPAddress.Parse("fe80::1");

    public static byte[] Option(ushort code, params byte[] value) => [.. U16(code), .. U16((ushort)value.Length), .. value];

    public static byte[] Association(uint renewal, uint rebinding, params byte[][] options) =>
        Option(3, [0, 0, 0, 1, .. U32(renewal), .. U32(rebinding), .. options.SelectMany(static option => option)]);

    public static byte[] Address(string address, uint preferred, uint valid) => Option(5, [.. IPAddress.Parse(address).GetAddressBytes(), .. U32(preferred), .. U32(valid)]);

    public static byte[] Message(Dhcp6MessageType type, uint transaction, params byte[][] options) =>
        [(byte)type, .. U32(transaction)[1..], .. Option(1, Client), .. Option(2, Identifier), .. options.SelectMany(static option => option)];

    public static Dhcp6Reply Reply(Dhcp6MessageType type, uint transaction, params byte[][] options)
    {
        Assert.True(Dhcp6Reply.TryRead(Message(type, transaction, options), out Dhcp6Reply reply));
        return reply;
    }

    public static byte[] Advertisement(byte flags, ushort lifetime, params byte[][] options) =>
        [134, 0, 0, 0, 64, flags, .. U16(lifetime), 0, 0, 0, 0, 0, 0, 0, 0, .. options.SelectMany(static option => option)];

    public static byte[] Prefix(string prefix, byte length, byte flags, uint valid, uint preferred) =>
        [3, 4, length, flags, .. U32(valid), .. U32(preferred), 0, 0, 0, 0, .. IPAddress.Parse(prefix).GetAddressBytes()];

    public static RouterAdvertisement Advertise(byte flags, ushort lifetime, params byte[][] options)
    {
        Assert.True(RouterAdvertisement.TryRead(Router, Advertisement(flags, lifetime, options), out RouterAdvertisement advertisement));
        return advertisement;
    }

    public static byte[] U32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U16(ushort value) => [(byte)(value >> 8), (byte)value];
}
