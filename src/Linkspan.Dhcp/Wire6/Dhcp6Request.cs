using System.Buffers.Binary;
using System.Net;

namespace Linkspan.Dhcp.Wire6;

/// <summary>What a DHCPv6 client says (RFC 8415 sections 8 and 18.2). Its one association has the number 1: each container is a client of its own.</summary>
public readonly record struct Dhcp6Request
{
    /// <summary>Room that every message fits into.</summary>
    public const int MaximumSize = 512;

    /// <summary>Longest DUID (RFC 8415 section 11.1).</summary>
    public const int LongestIdentifier = 130;

    internal const uint AssociationNumber = 1;

    private const int HeaderSize = 4;
    private const int AddressSize = 24; // address, preferred and valid lifetime

    /// <summary>Kind of the message.</summary>
    public required Dhcp6MessageType Type { get; init; }

    /// <summary>Number of the exchange, 24 bits.</summary>
    public required uint Transaction { get; init; }

    /// <summary>The client's DUID.</summary>
    public required ReadOnlyMemory<byte> Client { get; init; }

    /// <summary>DUID of the server meant; empty for any.</summary>
    public ReadOnlyMemory<byte> Server { get; init; }

    /// <summary>The address that it has, takes or would like.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Time since the exchange began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Writes the message.</summary>
    /// <param name="buffer">At least <see cref="MaximumSize"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> buffer)
    {
        Span<byte> message = buffer[..MaximumSize];
        BinaryPrimitives.WriteUInt32BigEndian(message, (Transaction & 0xffffff) | ((uint)Type << 24));
        int at = HeaderSize;
        Put(message, ref at, Dhcp6Option.ClientIdentifier, Client.Span);
        if (!Server.IsEmpty)
        {
            Put(message, ref at, Dhcp6Option.ServerIdentifier, Server.Span);
        }

        Span<byte> hundredths = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(hundredths, (ushort)Math.Clamp(Elapsed.TotalMilliseconds / 10, 0, ushort.MaxValue));
        Put(message, ref at, Dhcp6Option.ElapsedTime, hundredths);
        if (Type != Dhcp6MessageType.InformationRequest)
        {
            PutAssociation(message, ref at);
        }

        if (Type is not (Dhcp6MessageType.Release or Dhcp6MessageType.Decline))
        {
            Put(message, ref at, Dhcp6Option.Wanted, [0, (byte)Dhcp6Option.NameServers, 0, (byte)Dhcp6Option.Domains]);
        }

        return at;
    }

    /// <summary>The association; lifetimes are the server's to choose, so that they are nought here.</summary>
    private void PutAssociation(Span<byte> message, ref int at)
    {
        Span<byte> association = stackalloc byte[12 + 4 + AddressSize];
        association.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(association, AssociationNumber);
        if (Address is null)
        {
            association = association[..12];
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(association[12..], Dhcp6Option.Address);
            BinaryPrimitives.WriteUInt16BigEndian(association[14..], AddressSize);
            Address.TryWriteBytes(association[16..], out _);
        }

        Put(message, ref at, Dhcp6Option.Association, association);
    }

    private static void Put(Span<byte> message, ref int at, ushort option, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[at..], option);
        BinaryPrimitives.WriteUInt16BigEndian(message[(at + 2)..], (ushort)value.Length);
        value.CopyTo(message[(at + 4)..]);
        at += 4 + value.Length;
    }
}
