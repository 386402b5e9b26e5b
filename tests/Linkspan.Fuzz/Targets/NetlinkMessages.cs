using Linkspan.Netlink.Wire;

namespace Linkspan.Fuzz.Targets;

/// <summary>Headers, attributes and nests three deep; what was read is written and read again.</summary>
internal static class NetlinkMessages
{
    public static FuzzTarget Target { get; } = new("netlink-message", Run);

    private static void Run(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.Next())
        {
            Copy(reader.Current);
        }
    }

    private static void Copy(NetlinkMessage message)
    {
        var writer = new NetlinkWriter(new byte[message.Whole.Length * 4]);
        writer.Begin(message.Type, message.Flags);
        Copy(new AttributeReader(message.Payload), ref writer, depth: 0);
        var again = new NetlinkReader(writer.Written);
        if (!again.Next() || !Same(new AttributeReader(message.Payload), new AttributeReader(again.Current.Payload)))
        {
            throw new FuzzFailedException("a copy differs from its original");
        }
    }

    private static void Copy(AttributeReader reader, ref NetlinkWriter writer, int depth)
    {
        while (reader.Next())
        {
            _ = reader.Text();
            writer.Bytes(reader.Type, reader.Value);
            if (depth < 3 && reader.Type == 18)
            {
                var nested = new NetlinkWriter(new byte[(reader.Value.Length * 4) + 16]);
                nested.Begin(0, NetlinkFlags.None);
                Copy(reader.Nested(), ref nested, depth + 1);
            }
        }
    }

    private static bool Same(AttributeReader one, AttributeReader two)
    {
        while (one.Next())
        {
            if (!two.Next() || one.Type != two.Type || !one.Value.SequenceEqual(two.Value))
            {
                return false;
            }
        }

        return !two.Next();
    }
}
