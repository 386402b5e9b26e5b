using Linkspan.Dns.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>Whole messages, as upstream servers send them; a name that was read is written and read again.</summary>
internal static class DnsMessages
{
    public static FuzzTarget Target { get; } = new("dns-message", Run);

    private static void Run(byte[] input)
    {
        var reader = new DnsReader(input);
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        if (!reader.TryHeader(out DnsHeader header))
        {
            return;
        }

        for (int count = header.Questions; count > 0 && reader.TryQuestion(name, out DnsQuestion question); count--)
        {
            CheckName(name[..question.NameLength]);
        }

        for (int count = header.Answers + header.Authorities + header.Additionals; count > 0 && reader.TryRecord(name, out DnsRecord record); count--)
        {
            CheckName(name[..record.NameLength]);
            if (record.DataOffset + record.DataLength > input.Length || reader.Offset != record.DataOffset + record.DataLength)
            {
                throw new FuzzFailedException($"{record} leads out of the message");
            }
        }
    }

    private static void CheckName(ReadOnlySpan<byte> dotted)
    {
        Span<byte> wire = stackalloc byte[DnsName.MaxLength + 2];
        Span<byte> second = stackalloc byte[DnsName.MaxLength];
        int offset = 0;
        if (!DnsName.TryWrite(dotted, wire, out int length)
            || !DnsName.TryRead(wire[..length], ref offset, second, out int again)
            || offset != length
            || !second[..again].SequenceEqual(dotted))
        {
            throw new FuzzFailedException($"the name {Convert.ToHexString(dotted)} is read and not written");
        }
    }
}
