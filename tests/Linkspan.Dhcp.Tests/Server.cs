using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dhcp.Tests;

/// <summary>A server's messages, byte by byte.</summary>
internal static class Server
{
    public static readonly byte[] Hardware = [0x02, 0x42, 0xde, 0xad, 0xbe, 0xef];

    public static byte[] Message(DhcpMessageType type, uint transaction, string address, params (byte Code, byte[] Value)[] options)
    {
        byte[] message = new byte[240];
        message[0] = 2; // BOOTREPLY
        message[1] = 1; // Ethernet
        message[2] = 6; // length of a hardware address
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), transaction);
        IPAddress.Parse(address).TryWriteBytes(message.AsSpan(16), out _);
        Hardware.CopyTo(message, 28);
        new byte[] { 99, 130, 83, 99 }.CopyTo(message, 236); // the cookie
        return [.. message, 53, 1, (byte)type, .. options.SelectMany(static option => new[] { option.Code, (byte)option.Value.Length }.Concat(option.Value)), 255];
    }

    public static DhcpReply Reply(DhcpMessageType type, uint transaction, string address, params (byte Code, byte[] Value)[] options)
    {
        Assert.True(DhcpReply.TryRead(Message(type, transaction, address, [.. options, (54, [192, 0, 2, 1])]), out DhcpReply reply));
        return reply;
    }
}
