using System.Buffers.Binary;
using System.Net;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Packet;

/// <summary>Neighbour discovery of IPv6 (RFC 4861): the solicitation that probes an address (RFC 4862, 5.4) and the advertisement that tells of one.</summary>
/// <param name="IsSolicitation">A question; else an answer or news.</param>
/// <param name="SenderMac">Hardware address that the frame came from.</param>
/// <param name="Sender">Its address; <c>::</c> in a probe.</param>
/// <param name="Target">The address that it is about.</param>
public readonly record struct NeighbourFrame(bool IsSolicitation, MacAddress SenderMac, IPAddress Sender, IPAddress Target)
{
    /// <summary>Bytes of the longest frame written here.</summary>
    public const int Length = EthernetHeader.Length + HeaderLength + 32;

    private const int HeaderLength = 40; // IPv6
    private const byte Icmp = 58;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;
    private const byte HopLimit = 255; // else a receiver takes it for one from off the link
    private const byte Override = 0x20;
    private const byte Solicited = 0x40;
    private const byte TargetMac = 2; // option "target link-layer address"
    private const int IcmpOffset = EthernetHeader.Length + HeaderLength;
    private const int TargetOffset = IcmpOffset + 8;

    private static readonly IPAddress AllNodes = IPAddress.Parse("ff02::1");

    /// <summary>The question whether anybody has an address, asked without one.</summary>
    public static NeighbourFrame Probe(MacAddress mac, IPAddress address) => new(IsSolicitation: true, mac, IPAddress.IPv6Any, address);

    /// <summary>The news that an address is here, for every neighbour's cache (RFC 4861, 7.2.6).</summary>
    public static NeighbourFrame Announcement(MacAddress mac, IPAddress address) => new(IsSolicitation: false, mac, address, address);

    /// <summary>Multicast hardware address of an IPv6 group (RFC 2464, 7).</summary>
    public static MacAddress GroupMac(IPAddress group)
    {
        Span<byte> bytes = stackalloc byte[16];
        group.TryWriteBytes(bytes, out _);
        return new MacAddress([0x33, 0x33, .. bytes[12..]]);
    }

    /// <summary>The group in which whoever has an address listens to questions about it (RFC 4291, 2.7.1).</summary>
    public static IPAddress SolicitedGroup(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress([0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, .. bytes[13..]]);
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>The bytes written.</returns>
    public ReadOnlySpan<byte> Write(Span<byte> buffer)
    {
        int payload = IsSolicitation ? 24 : 32; // a probe must not carry its sender's hardware address
        Span<byte> frame = buffer[..(IcmpOffset + payload)];
        frame.Clear();
        IPAddress to = IsSolicitation ? SolicitedGroup(Target) : AllNodes;
        EthernetHeader.Write(frame, GroupMac(to), SenderMac, EthernetHeader.IPv6);
        frame[14] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(frame[18..], (ushort)payload);
        frame[20] = Icmp;
        frame[21] = HopLimit;
        Sender.TryWriteBytes(frame[22..], out _);
        to.TryWriteBytes(frame[38..], out _);
        frame[IcmpOffset] = IsSolicitation ? Solicitation : Advertisement;
        Target.TryWriteBytes(frame[TargetOffset..], out _);
        if (!IsSolicitation)
        {
            frame[IcmpOffset + 4] = Override;
            frame[TargetOffset + 16] = TargetMac;
            frame[TargetOffset + 17] = 1; // units of 8 bytes
            SenderMac.Write(frame[(TargetOffset + 18)..]);
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[(IcmpOffset + 2)..], Checksum(frame));
        return frame;
    }

    /// <summary>Writes the answer to a solicitation, for an address that the kernel does not have.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes.</param>
    /// <param name="own">Hardware address to be told.</param>
    /// <returns>The bytes written.</returns>
    public ReadOnlySpan<byte> WriteAnswer(Span<byte> buffer, MacAddress own)
    {
        Span<byte> frame = buffer[..Length];
        frame[IcmpOffset..].Clear();
        frame[IcmpOffset] = Advertisement;
        frame[IcmpOffset + 4] = Solicited | Override;
        Target.TryWriteBytes(frame[TargetOffset..], out _);
        frame[TargetOffset + 16] = TargetMac;
        frame[TargetOffset + 17] = 1; // units of 8 bytes
        own.Write(frame[(TargetOffset + 18)..]);
        IPv6Frame.Write(frame, Icmp, (own, Target), (SenderMac, Sender));
        return frame;
    }

    /// <summary>Reads a solicitation or advertisement; whatever else it may be is false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out NeighbourFrame neighbour)
    {
        neighbour = default;
        if (frame.Length < TargetOffset + 16 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EthernetHeader.IPv6 || frame[20] != Icmp ||
            frame[21] != HopLimit || frame[IcmpOffset] is not (Solicitation or Advertisement))
        {
            return false;
        }

        neighbour = new NeighbourFrame(
            frame[IcmpOffset] == Solicitation, new MacAddress(frame.Slice(6, MacAddress.Length)), new IPAddress(frame.Slice(22, 16)), new IPAddress(frame.Slice(TargetOffset, 16)));
        return true;
    }

    /// <summary>Whether the frame shows that somebody other than <paramref name="own"/> has the address, or is about to take it.</summary>
    public bool Claims(IPAddress address, MacAddress own) =>
        SenderMac != own && Target.Equals(address) && (!IsSolicitation || Sender.Equals(IPAddress.IPv6Any));

    /// <summary>The sum over ICMP and the pseudo header (RFC 8200, 8.1).</summary>
    private static ushort Checksum(ReadOnlySpan<byte> frame)
    {
        uint sum = (uint)(frame.Length - IcmpOffset) + Icmp;
        for (int index = 22; index < frame.Length; index += 2) // both addresses, then ICMP follows them directly
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(frame[index..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
