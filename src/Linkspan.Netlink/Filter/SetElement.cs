using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>An element of a set or map as the kernel tells it; values are in wire form.</summary>
public sealed record SetElement
{
    /// <summary>Key, or the first of a range.</summary>
    public byte[] Key { get; private set; } = [];

    /// <summary>Last key of a range of several fields; empty elsewhere.</summary>
    public byte[] KeyEnd { get; private set; } = [];

    /// <summary>Data of a map; empty elsewhere.</summary>
    public byte[] Data { get; private set; } = [];

    /// <summary>Verdict of a verdict map; null elsewhere.</summary>
    public Verdict? Verdict { get; private set; }

    /// <summary>Flags.</summary>
    public ElementFlags Flags { get; private set; }

    /// <summary>Comment; null for none.</summary>
    public string? Comment { get; private set; }

    /// <summary>Decodes NFT_MSG_NEWSETELEM or NFT_MSG_DELSETELEM, which carry many.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static void Decode(NetlinkMessage message, List<SetElement> elements)
    {
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            if (reader.Type != ElementListAttribute.Elements)
            {
                continue;
            }

            AttributeReader list = reader.Nested();
            while (list.Next())
            {
                elements.Add(DecodeOne(list.Nested()));
            }
        }
    }

    /// <summary>The element as a transaction writes it.</summary>
    internal ElementParts ToParts() => new()
    {
        Key = Key,
        KeyEnd = KeyEnd,
        Data = Data,
        Verdict = Verdict,
        Flags = Flags,
        Comment = Comment,
    };

    private static SetElement DecodeOne(AttributeReader reader)
    {
        var element = new SetElement();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case ElementAttribute.Key:
                    element.Key = ReadData(reader.Nested(), out _);
                    break;
                case ElementAttribute.KeyEnd:
                    element.KeyEnd = ReadData(reader.Nested(), out _);
                    break;
                case ElementAttribute.Data:
                    element.Data = ReadData(reader.Nested(), out Verdict? verdict);
                    element.Verdict = verdict;
                    break;
                case ElementAttribute.Flags:
                    element.Flags = (ElementFlags)reader.U32BigEndian();
                    break;
                case ElementAttribute.UserData:
                    element.Comment = UserData.FindComment(reader.Value);
                    break;
            }
        }

        return element;
    }

    private static byte[] ReadData(AttributeReader reader, out Verdict? verdict)
    {
        byte[] value = [];
        verdict = null;
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case DataAttribute.Value:
                    value = reader.Value.ToArray();
                    break;
                case DataAttribute.Verdict:
                    verdict = ReadVerdict(reader.Nested());
                    break;
            }
        }

        return value;
    }

    private static Verdict ReadVerdict(AttributeReader reader)
    {
        int code = 0;
        string? chain = null;
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case VerdictAttribute.Code:
                    code = (int)reader.U32BigEndian();
                    break;
                case VerdictAttribute.Chain:
                    chain = reader.Text();
                    break;
            }
        }

        return Filter.Verdict.From(code, chain);
    }
}
