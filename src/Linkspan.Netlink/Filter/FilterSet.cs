using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>A set or map as the kernel tells it.</summary>
public sealed record FilterSet
{
    /// <summary>Table.</summary>
    public string Table { get; private set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Handle.</summary>
    public ulong Handle { get; private set; }

    /// <summary>Flags.</summary>
    public SetFlags Flags { get; private set; }

    /// <summary>Number of the key's type; see <see cref="FieldType.Number"/>.</summary>
    public uint KeyType { get; private set; }

    /// <summary>Length of the key in bytes.</summary>
    public int KeyLengthBytes { get; private set; }

    /// <summary>Number of the data's type; 0 for a set.</summary>
    public uint DataType { get; private set; }

    /// <summary>Length of the data in bytes; 0 for a set.</summary>
    public int DataLengthBytes { get; private set; }

    /// <summary>Decodes NFT_MSG_NEWSET or NFT_MSG_DELSET.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static FilterSet Decode(NetlinkMessage message)
    {
        _ = message.Header<FilterHeader>();
        var set = new FilterSet();
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            set.Take(reader);
        }

        return set;
    }

    private void Take(AttributeReader attribute)
    {
        switch (attribute.Type)
        {
            case SetAttribute.Table:
                Table = attribute.Text();
                break;
            case SetAttribute.Name:
                Name = attribute.Text();
                break;
            case SetAttribute.Handle:
                Handle = attribute.U64BigEndian();
                break;
            case SetAttribute.Flags:
                Flags = (SetFlags)attribute.U32BigEndian();
                break;
            case SetAttribute.KeyType:
                KeyType = attribute.U32BigEndian();
                break;
            case SetAttribute.KeyLength:
                KeyLengthBytes = (int)attribute.U32BigEndian();
                break;
            case SetAttribute.DataType:
                DataType = attribute.U32BigEndian();
                break;
            case SetAttribute.DataLength:
                DataLengthBytes = (int)attribute.U32BigEndian();
                break;
        }
    }
}
