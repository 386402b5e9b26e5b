namespace Linkspan.Dns.Server;

/// <summary>
/// Answers a query from a view. A known name is answered for every type: with its addresses, or empty (NODATA), and never asked upstream, which would
/// leak the name and might contradict us. An empty answer has no SOA on purpose: without one nobody may cache it (RFC 2308 section 5), and a container
/// that is about to join is found at once. Unknown names of a view that may ask nobody are NXDOMAIN: true within that view, final, and immediate,
/// while SERVFAIL (Docker's answer) makes resolvers retry and keeps them from the next search domain.
/// </summary>
internal static class Responder
{
    /// <summary>How long an answer may be kept: containers come and go, and asking again costs microseconds.</summary>
    public const uint TtlSeconds = 5;

    /// <summary>Largest UDP payload that we take and send; the way is loopback, where fragments are not lost.</summary>
    public const ushort MaxUdpPayload = 4096;

    private const int ClassicUdpPayload = 512;

    /// <summary>Reads the query and writes the response.</summary>
    /// <param name="view">What the client sees.</param>
    /// <param name="query">The message received.</param>
    /// <param name="response">Takes the response; its length is the limit of the transport.</param>
    /// <param name="stream">True for TCP, where EDNS sets no limit.</param>
    /// <param name="random">Chooses the first of several addresses.</param>
    /// <param name="length">Length of the response in bytes.</param>
    public static Outcome Answer(View view, ReadOnlySpan<byte> query, Span<byte> response, bool stream, uint random, out int length)
    {
        length = 0;
        var reader = new DnsReader(query);
        if (!reader.TryHeader(out DnsHeader header) || (header.Flags & DnsFlags.Response) != DnsFlags.None)
        {
            return Outcome.Drop;
        }

        if (header.Opcode != DnsFlags.None)
        {
            length = Bare(response, header, default, DnsCode.NotImplemented);
            return Outcome.Reply;
        }

        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        if (header.Questions != 1 || !reader.TryQuestion(name, out DnsQuestion question) || IsCompressed(question, reader.Offset))
        {
            length = Bare(response, header, default, DnsCode.FormatError);
            return Outcome.Reply;
        }

        ReadOnlySpan<byte> section = query[DnsHeader.Size..reader.Offset];
        if (!TryOpt(ref reader, header, out bool hasOpt, out DnsRecord opt))
        {
            length = Bare(response, header, section, DnsCode.FormatError);
            return Outcome.Reply;
        }

        if (!stream)
        {
            response = response[..Math.Min(response.Length, hasOpt ? Math.Max(opt.Class, (ushort)ClassicUdpPayload) : ClassicUdpPayload)];
        }

        var writer = new DnsWriter(response, header.Id, section);
        DnsFlags flags = DnsFlags.RecursionAvailable | (header.Flags & (DnsFlags.RecursionDesired | DnsFlags.CheckingDisabled));
        DnsCode code = DnsCode.NoError;
        if (hasOpt)
        {
            writer.ReserveOpt();
        }

        if (hasOpt && ((opt.Ttl >> 16) & 0xff) != 0)
        {
            code = DnsCode.BadVersion;
        }
        else if (TryLookUp(view, name[..question.NameLength], question.Type, random, ref writer, ref flags))
        {
            flags |= DnsFlags.Authoritative;
        }
        else if (view.Ndots > 0 && !name[..question.NameLength].Contains((byte)'.') && question.NameLength > 0)
        {
            code = DnsCode.NoError;
        }
        else if (view.Servers.Count == 0 && !view.UseDefaultServers)
        {
            code = DnsCode.NoSuchName;
        }
        else
        {
            return Outcome.Forward;
        }

        if (hasOpt)
        {
            writer.Opt(MaxUdpPayload, code);
        }

        length = writer.Finish(flags, code);
        return Outcome.Reply;
    }

    /// <summary>Writes a response without records to a query that was read before.</summary>
    public static int Fail(ReadOnlySpan<byte> query, Span<byte> response, DnsCode code)
    {
        var reader = new DnsReader(query);
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        return reader.TryHeader(out DnsHeader header) && reader.TryQuestion(name, out _)
            ? Bare(response, header, query[DnsHeader.Size..reader.Offset], code)
            : 0;
    }

    /// <summary>Tells whether a response belongs to a query: same question, names compared without case.</summary>
    public static bool Matches(ReadOnlySpan<byte> query, ReadOnlySpan<byte> response)
    {
        Span<byte> asked = stackalloc byte[DnsName.MaxLength];
        Span<byte> told = stackalloc byte[DnsName.MaxLength];
        var queryReader = new DnsReader(query);
        var responseReader = new DnsReader(response);
        return queryReader.TryHeader(out DnsHeader sent)
            && responseReader.TryHeader(out DnsHeader received)
            && sent.Id == received.Id
            && (received.Flags & DnsFlags.Response) != DnsFlags.None
            && queryReader.TryQuestion(asked, out DnsQuestion question)
            && responseReader.TryQuestion(told, out DnsQuestion repeated)
            && question == repeated
            && asked[..question.NameLength].SequenceEqual(told[..repeated.NameLength]);
    }

    private static bool TryLookUp(
        View view, scoped ReadOnlySpan<byte> name, ushort type, uint random, ref DnsWriter writer, ref DnsFlags flags)
    {
        if (view.TryFind(name, type, out byte[][] addresses))
        {
            int first = addresses.Length > 1 ? (int)(random % (uint)addresses.Length) : 0;
            for (int i = 0; i < addresses.Length; i++)
            {
                int index = first + i;
                if (!writer.Address(addresses[index < addresses.Length ? index : index - addresses.Length], TtlSeconds))
                {
                    flags |= DnsFlags.Truncated;
                    break;
                }
            }

            return true;
        }

        if (!ReverseName.TryParse(name, out UInt128 address) || !view.TryFind(address, out byte[] target))
        {
            return false;
        }

        if (type == DnsType.Ptr && !writer.Pointer(target, TtlSeconds))
        {
            flags |= DnsFlags.Truncated;
        }

        return true;
    }

    /// <summary>Passes over the records of the query and keeps the one OPT that it may have (RFC 6891 section 6.1.1).</summary>
    private static bool TryOpt(ref DnsReader reader, DnsHeader header, out bool found, out DnsRecord opt)
    {
        found = false;
        opt = default;
        Span<byte> owner = stackalloc byte[DnsName.MaxLength];
        int count = header.Answers + header.Authorities + header.Additionals;
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryRecord(owner, out DnsRecord record))
            {
                return false;
            }

            if (record.Type == DnsType.Opt)
            {
                if (found || record.NameLength != 0)
                {
                    return false;
                }

                found = true;
                opt = record;
            }
        }

        return true;
    }

    /// <summary>A pointer in the only question could lead nowhere but into the header, and would mean something else in the response.</summary>
    private static bool IsCompressed(DnsQuestion question, int end) =>
        end - DnsHeader.Size != (question.NameLength == 0 ? 1 : question.NameLength + 2) + 4;

    private static int Bare(Span<byte> response, DnsHeader header, ReadOnlySpan<byte> question, DnsCode code)
    {
        var writer = new DnsWriter(response, header.Id, question);
        DnsFlags repeated = header.Opcode | (header.Flags & (DnsFlags.RecursionDesired | DnsFlags.CheckingDisabled));
        return writer.Finish(repeated | DnsFlags.RecursionAvailable, code);
    }
}
