using System.Buffers.Binary;
using System.Net;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>ARP for IPv4 over Ethernet (RFC 826): what is asked and told before and after an address is used (RFC 5227).</summary>
/// <param name="SenderMac">Hardware address of the sender.</param>
/// <param name="Sender">Its address; 0.0.0.0 in a probe.</param>
/// <param name="Target">The address asked for, or told.</param>
public readonly record struct ArpFrame(MacAddress SenderMac, IPAddress Sender, IPAddress Target)
{
    /// <summary>Bytes of a frame, without the padding that a card adds.</summary>
    public const int Length = EthernetHeader.Length + 28;

    private const ushort EthernetHardware = 1; // ARPHRD_ETHER
    private const ushort Request = 1; // ARPOP_REQUEST
    private const int SenderMacOffset = 22;
    private const int SenderOffset = 28;
    private const int TargetOffset = 38;

    /// <summary>The question whether anybody has an address, asked without one (RFC 5227, 2.1.1).</summary>
    public static ArpFrame Probe(MacAddress mac, IPAddress address) => new(mac, IPAddress.Any, address);

    /// <summary>The news that an address is here (RFC 5227, 2.3): a request for oneself, which every neighbour's cache takes.</summary>
    public static ArpFrame Announcement(MacAddress mac, IPAddress address) => new(mac, address, address);

    /// <summary>Writes the frame as a broadcast request.</summary>
    /// <returns>The bytes written.</returns>
    public ReadOnlySpan<byte> Write(Span<byte> buffer)
    {
        Span<byte> frame = buffer[..Length];
        frame.Clear();
        EthernetHeader.Write(frame, MacAddress.Broadcast, SenderMac, EthernetHeader.Arp);
        BinaryPrimitives.WriteUInt16BigEndian(frame[14..], EthernetHardware);
        BinaryPrimitives.WriteUInt16BigEndian(frame[16..], EthernetHeader.IPv4);
        frame[18] = MacAddress.Length;
        frame[19] = 4; // bytes of an IPv4 address
        BinaryPrimitives.WriteUInt16BigEndian(frame[20..], Request);
        SenderMac.Write(frame[SenderMacOffset..]);
        Sender.TryWriteBytes(frame[SenderOffset..], out _);
        Target.TryWriteBytes(frame[TargetOffset..], out _);
        return frame;
    }

    /// <summary>Reads a request or reply; whatever else it may be is false, since anybody on the segment may have sent it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out ArpFrame arp)
    {
        arp = default;
        if (frame.Length < Length || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EthernetHeader.Arp ||
            BinaryPrimitives.ReadUInt16BigEndian(frame[14..]) != EthernetHardware || BinaryPrimitives.ReadUInt16BigEndian(frame[16..]) != EthernetHeader.IPv4 ||
            frame[18] != MacAddress.Length || frame[19] != 4)
        {
            return false;
        }

        arp = new ArpFrame(
            new MacAddress(frame.Slice(SenderMacOffset, MacAddress.Length)), new IPAddress(frame.Slice(SenderOffset, 4)), new IPAddress(frame.Slice(TargetOffset, 4)));
        return true;
    }

    /// <summary>Whether the frame shows that somebody other than <paramref name="own"/> has the address, or is about to take it (RFC 5227, 2.1.1).</summary>
    public bool Claims(IPAddress address, MacAddress own) =>
        SenderMac != own && (Sender.Equals(address) || (Sender.Equals(IPAddress.Any) && Target.Equals(address)));
}
