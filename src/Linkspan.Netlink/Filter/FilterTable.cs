using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>A table as the kernel tells it.</summary>
public sealed record FilterTable
{
    /// <summary>Family.</summary>
    public FilterFamily Family { get; private set; }

    /// <summary>Name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Handle: another one where the table was deleted and made again.</summary>
    public ulong Handle { get; private set; }

    /// <summary>Flags.</summary>
    public TableFlags Flags { get; private set; }

    /// <summary>Number of chains, sets and objects.</summary>
    public uint Use { get; private set; }

    /// <summary>Port of the socket that owns it; 0 for none.</summary>
    public uint Owner { get; private set; }

    /// <summary>User data given at creation.</summary>
    public byte[] UserData { get; private set; } = [];

    /// <summary>Decodes NFT_MSG_NEWTABLE or NFT_MSG_DELTABLE.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static FilterTable Decode(NetlinkMessage message)
    {
        var table = new FilterTable { Family = (FilterFamily)message.Header<FilterHeader>().Family };
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case TableAttribute.Name:
                    table.Name = reader.Text();
                    break;
                case TableAttribute.Handle:
                    table.Handle = reader.U64BigEndian();
                    break;
                case TableAttribute.Flags:
                    table.Flags = (TableFlags)reader.U32BigEndian();
                    break;
                case TableAttribute.Use:
                    table.Use = reader.U32BigEndian();
                    break;
                case TableAttribute.Owner:
                    table.Owner = reader.U32BigEndian();
                    break;
                case TableAttribute.UserData:
                    table.UserData = reader.Value.ToArray();
                    break;
            }
        }

        return table;
    }
}
