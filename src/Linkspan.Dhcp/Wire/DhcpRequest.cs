using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Linkspan.Dhcp.Wire;

/// <summary>What a client says (RFC 2131 sections 2 and 4.3, table 5).</summary>
public readonly record struct DhcpRequest
{
    /// <summary>Room that every message fits into.</summary>
    public const int MaximumSize = 576;

    private const int FixedSize = 236;
    private const int MinimumSize = 300; // RFC 1542 section 2.1: some servers and relays take nothing shorter
    private const ushort BroadcastFlag = 0x8000;
    private const int LongestName = 63;

    private static readonly byte[] Wanted =
    [
        DhcpOption.SubnetMask, DhcpOption.ClasslessRoutes, DhcpOption.Router, DhcpOption.NameServers, DhcpOption.DomainName, DhcpOption.InterfaceMtu,
        DhcpOption.LeaseTime, DhcpOption.RenewalTime, DhcpOption.RebindingTime, DhcpOption.ServerIdentifier,
    ];

    /// <summary>Kind of the message.</summary>
    public required DhcpMessageType Type { get; init; }

    /// <summary>Number of the exchange.</summary>
    public required uint Transaction { get; init; }

    /// <summary>Hardware address of the client's link, 6 bytes.</summary>
    public required ReadOnlyMemory<byte> Hardware { get; init; }

    /// <summary>What the server knows the client by, its type byte included (RFC 2132 section 9.14); empty sends none.</summary>
    public ReadOnlyMemory<byte> ClientIdentifier { get; init; }

    /// <summary>The client's name; empty sends none.</summary>
    public string HostName { get; init; }

    /// <summary>The client's address where it uses one (<c>ciaddr</c>).</summary>
    public IPAddress? Own { get; init; }

    /// <summary>The address that it would like.</summary>
    public IPAddress? Requested { get; init; }

    /// <summary>The server meant.</summary>
    public IPAddress? Server { get; init; }

    /// <summary>Seconds since the client began.</summary>
    public ushort ElapsedSeconds { get; init; }

    /// <summary>Writes the message.</summary>
    /// <param name="buffer">At least <see cref="MaximumSize"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> buffer)
    {
        Span<byte> message = buffer[..MaximumSize];
        message.Clear();
        message[0] = 1; // BOOTREQUEST
        message[1] = 1; // Ethernet
        message[2] = 6;
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], Transaction);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], ElapsedSeconds);

        // The answer comes to nobody's own address yet, and on ipvlan to a hardware address that many share: it is asked for as a broadcast.
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], Own is null ? BroadcastFlag : (ushort)0);
        Own?.TryWriteBytes(message[12..], out _);
        Hardware.Span.CopyTo(message[28..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[FixedSize..], 0x63825363);
        int at = FixedSize + 4;
        Put(message, ref at, DhcpOption.MessageType, [(byte)Type]);
        if (!ClientIdentifier.IsEmpty)
        {
            Put(message, ref at, DhcpOption.ClientIdentifier, ClientIdentifier.Span);
        }

        Put(message, ref at, DhcpOption.RequestedAddress, Requested);
        Put(message, ref at, DhcpOption.ServerIdentifier, Server);
        if (Type is DhcpMessageType.Discover or DhcpMessageType.Request)
        {
            Put(message, ref at, DhcpOption.MaximumSize, [MaximumSize >> 8, MaximumSize & 0xff]);
            Put(message, ref at, DhcpOption.ParameterList, Wanted);
            if (!string.IsNullOrEmpty(HostName))
            {
                byte[] name = Encoding.ASCII.GetBytes(HostName);
                Put(message, ref at, DhcpOption.HostName, name.AsSpan(0, Math.Min(name.Length, LongestName)));
            }
        }

        message[at++] = DhcpOption.End;
        return Math.Max(at, MinimumSize);
    }

    private static void Put(Span<byte> message, ref int at, byte option, ReadOnlySpan<byte> value)
    {
        message[at] = option;
        message[at + 1] = (byte)value.Length;
        value.CopyTo(message[(at + 2)..]);
        at += 2 + value.Length;
    }

    private static void Put(Span<byte> message, ref int at, byte option, IPAddress? address)
    {
        if (address is not null)
        {
            Put(message, ref at, option, address.GetAddressBytes());
        }
    }
}
