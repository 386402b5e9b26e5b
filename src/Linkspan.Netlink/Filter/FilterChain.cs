using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>A chain as the kernel tells it.</summary>
public sealed record FilterChain
{
    /// <summary>Table.</summary>
    public string Table { get; private set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Handle.</summary>
    public ulong Handle { get; private set; }

    /// <summary>How it is hooked; null for a chain that rules jump to.</summary>
    public BaseChain? Hooked { get; private set; }

    /// <summary>Number of rules and jumps that refer to it.</summary>
    public uint Use { get; private set; }

    /// <summary>Decodes NFT_MSG_NEWCHAIN or NFT_MSG_DELCHAIN.</summary>
    /// <exception cref="InvalidDataException">The message is malformed.</exception>
    internal static FilterChain Decode(NetlinkMessage message)
    {
        _ = message.Header<FilterHeader>();
        var chain = new FilterChain();
        (FilterHook Hook, int Priority)? hook = null;
        ChainType type = ChainType.Filter;
        bool drop = false;
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case ChainAttribute.Table:
                    chain.Table = reader.Text();
                    break;
                case ChainAttribute.Name:
                    chain.Name = reader.Text();
                    break;
                case ChainAttribute.Handle:
                    chain.Handle = reader.U64BigEndian();
                    break;
                case ChainAttribute.Use:
                    chain.Use = reader.U32BigEndian();
                    break;
                case ChainAttribute.Policy:
                    drop = reader.U32BigEndian() == 0;
                    break;
                case ChainAttribute.Type:
                    type = TypeOf(reader.Text());
                    break;
                case ChainAttribute.Hook:
                    hook = ReadHook(reader.Nested());
                    break;
            }
        }

        chain.Hooked = hook is { } h ? new BaseChain(type, h.Hook, h.Priority, drop) : null;
        return chain;
    }

    private static ChainType TypeOf(string name) => name switch
    {
        "nat" => ChainType.Nat,
        "route" => ChainType.Route,
        _ => ChainType.Filter,
    };

    private static (FilterHook Hook, int Priority) ReadHook(AttributeReader reader)
    {
        (FilterHook Hook, int Priority) hook = default;
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case HookAttribute.Number:
                    hook.Hook = (FilterHook)reader.U32BigEndian();
                    break;
                case HookAttribute.Priority:
                    hook.Priority = (int)reader.U32BigEndian();
                    break;
            }
        }

        return hook;
    }
}
