using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Linkspan.Dhcp.Wire6;

/// <summary>What a DHCPv6 server said (RFC 8415 sections 8 and 21), as far as a client with one address needs it.</summary>
public sealed class Dhcp6Reply
{
    private const int HeaderSize = 4;
    private const int MaximumServers = 8;

    private Dhcp6Reply()
    {
    }

    /// <summary>Kind of the message.</summary>
    public Dhcp6MessageType Type { get; private init; }

    /// <summary>Number of the exchange, chosen by the client.</summary>
    public uint Transaction { get; private init; }

    /// <summary>The client's DUID; empty where the server repeats none.</summary>
    public byte[] Client { get; private set; } = [];

    /// <summary>The server's DUID.</summary>
    public byte[] Server { get; private set; } = [];

    /// <summary>What it says of the request, or of the association in it.</summary>
    public Dhcp6Status Status { get; private set; }

    /// <summary>Its words for the user, or empty.</summary>
    public string Words { get; private set; } = "";

    /// <summary>The address given, or null.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>How long the address is to be used for new connections; all ones is for ever.</summary>
    public TimeSpan Preferred { get; private set; }

    /// <summary>How long the address is lent; nought takes it away.</summary>
    public TimeSpan Valid { get; private set; }

    /// <summary>Time until the server is asked again (T1); nought leaves it to the client.</summary>
    public TimeSpan RenewalTime { get; private set; }

    /// <summary>Time until any server is asked (T2); nought leaves it to the client.</summary>
    public TimeSpan RebindingTime { get; private set; }

    /// <summary>Name servers.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; private set; } = [];

    /// <summary>Domains in which short names are looked for.</summary>
    public IReadOnlyList<string> Domains { get; private set; } = [];

    /// <summary>Reads a message. Anybody on the segment may have sent it: what is no answer of a server to a client is false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out Dhcp6Reply reply)
    {
        reply = null!;
        if (message.Length < HeaderSize || message[0] is not ((byte)Dhcp6MessageType.Advertise or (byte)Dhcp6MessageType.Reply))
        {
            return false;
        }

        var read = new Dhcp6Reply { Type = (Dhcp6MessageType)message[0], Transaction = BinaryPrimitives.ReadUInt32BigEndian(message) & 0xffffff };
        for (ReadOnlySpan<byte> rest = message[HeaderSize..]; !rest.IsEmpty;)
        {
            if (!TryNext(ref rest, out ushort code, out ReadOnlySpan<byte> value) || !read.TryTake(code, value))
            {
                return false;
            }
        }

        reply = read;
        return read.Server.Length > 0 && read.Client.Length > 0;
    }

    private bool TryTake(ushort code, ReadOnlySpan<byte> value)
    {
        switch (code)
        {
            case Dhcp6Option.ClientIdentifier when value.Length is > 0 and <= Dhcp6Request.LongestIdentifier:
                Client = value.ToArray();
                return true;
            case Dhcp6Option.ServerIdentifier when value.Length is > 0 and <= Dhcp6Request.LongestIdentifier:
                Server = value.ToArray();
                return true;
            case Dhcp6Option.ClientIdentifier or Dhcp6Option.ServerIdentifier:
                return false;
            case Dhcp6Option.Association:
                return TryAssociation(value);
            case Dhcp6Option.Status:
                return TryStatus(value);
            case Dhcp6Option.NameServers:
                NameServers = Names.Addresses(value, MaximumServers);
                return value.Length % 16 == 0;
            case Dhcp6Option.Domains:
                Domains = Names.Domains(value);
                return true;
            default:
                return true; // RFC 8415 section 16: unknown options are passed over
        }
    }

    private bool TryAssociation(ReadOnlySpan<byte> value)
    {
        if (value.Length < 12)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(value) != Dhcp6Request.AssociationNumber)
        {
            return true; // another client's, or of no kind that was asked for
        }

        RenewalTime = Seconds(value[4..]);
        RebindingTime = Seconds(value[8..]);
        for (ReadOnlySpan<byte> rest = value[12..]; !rest.IsEmpty;)
        {
            if (!TryNext(ref rest, out ushort code, out ReadOnlySpan<byte> inner) || (code == Dhcp6Option.Status && !TryStatus(inner)) ||
                (code == Dhcp6Option.Address && !TryAddress(inner)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first address that can be one counts; one whose preferred lifetime exceeds the valid one is none (RFC 8415 section 18.2.10.1).</summary>
    private bool TryAddress(ReadOnlySpan<byte> value)
    {
        if (value.Length < 24)
        {
            return false;
        }

        var address = new IPAddress(value[..16]);
        TimeSpan preferred = Seconds(value[16..]);
        TimeSpan valid = Seconds(value[20..]);
        if (Address is null && preferred <= valid && Names.IsHost(address))
        {
            (Address, Preferred, Valid) = (address, preferred, valid);
        }

        return true;
    }

    private bool TryStatus(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2)
        {
            return false;
        }

        if (Status == Dhcp6Status.Success)
        {
            Status = (Dhcp6Status)BinaryPrimitives.ReadUInt16BigEndian(value);
            string words = Encoding.UTF8.GetString(value[2..]);
            Words = words.All(static letter => letter is >= ' ' and < '\x7f') ? words : ""; // it goes into logs
        }

        return true;
    }

    private static TimeSpan Seconds(ReadOnlySpan<byte> value) => TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(value));

    private static bool TryNext(ref ReadOnlySpan<byte> rest, out ushort code, out ReadOnlySpan<byte> value)
    {
        code = 0;
        value = default;
        if (rest.Length < 4)
        {
            return false;
        }

        code = BinaryPrimitives.ReadUInt16BigEndian(rest);
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (rest.Length - 4 < length)
        {
            return false;
        }

        value = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return true;
    }
}
