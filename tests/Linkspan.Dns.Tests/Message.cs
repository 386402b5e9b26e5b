using System.Buffers.Binary;
using System.Text;

namespace Linkspan.Dns.Tests;

/// <summary>Queries and answers as a test reads them.</summary>
internal static class Message
{
    public const ushort Id = 0x1234;

    public static byte[] Query(string name, ushort type, ushort opt = 0, ushort @class = 1, byte optVersion = 0)
    {
        var bytes = new List<byte> { 0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, (byte)(opt > 0 ? 1 : 0) };
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            byte[] text = Encoding.UTF8.GetBytes(label);
            bytes.Add((byte)text.Length);
            bytes.AddRange(text);
        }

        bytes.AddRange([0, (byte)(type >> 8), (byte)type, (byte)(@class >> 8), (byte)@class]);
        if (opt > 0)
        {
            bytes.AddRange([0, 0, 41, (byte)(opt >> 8), (byte)opt, 0, optVersion, 0, 0, 0, 0]);
        }

        return [.. bytes];
    }

    public static Parsed Parse(ReadOnlySpan<byte> message)
    {
        var reader = new DnsReader(message);
        byte[] name = new byte[DnsName.MaxLength];
        Assert.True(reader.TryHeader(out DnsHeader header));
        string question = "";
        for (int i = 0; i < header.Questions; i++)
        {
            Assert.True(reader.TryQuestion(name, out DnsQuestion read));
            question = Encoding.UTF8.GetString(name, 0, read.NameLength);
        }

        var data = new List<string>();
        DnsRecord? opt = null;
        for (int i = 0; i < header.Answers + header.Authorities + header.Additionals; i++)
        {
            Assert.True(reader.TryRecord(name, out DnsRecord record));
            if (record.Type == DnsType.Opt)
            {
                opt = record;
                continue;
            }

            string owner = Encoding.UTF8.GetString(name, 0, record.NameLength);
            Assert.Equal(question, owner);
            data.Add(Data(message, record));
        }

        Assert.Equal(message.Length, reader.Offset);
        return new Parsed(header, [.. data], opt);
    }

    public static ushort IdOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    private static string Data(ReadOnlySpan<byte> message, DnsRecord record)
    {
        if (record.Type is DnsType.A or DnsType.Aaaa)
        {
            return new System.Net.IPAddress(message.Slice(record.DataOffset, record.DataLength)).ToString();
        }

        byte[] name = new byte[DnsName.MaxLength];
        int offset = record.DataOffset;
        Assert.True(DnsName.TryRead(message, ref offset, name, out int length));
        return Encoding.UTF8.GetString(name, 0, length);
    }

    internal sealed record Parsed(DnsHeader Header, string[] Data, DnsRecord? Opt);
}
