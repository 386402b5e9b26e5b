using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <content>Tables and chains.</content>
public sealed partial class FilterBatch
{
    /// <summary>Makes the table; one that exists is no error and stays as it is.</summary>
    /// <param name="userData">Up to 256 bytes that the kernel keeps with the table; see <see cref="UserData"/>.</param>
    /// <param name="flags">Flags.</param>
    /// <param name="exclusive">Refuse (EEXIST) where the table exists.</param>
    public void AddTable(ReadOnlySpan<byte> userData = default, TableFlags flags = default, bool exclusive = false)
    {
        NetlinkWriter writer = Message(FilterMessage.NewTable, NetlinkFlags.Create | (exclusive ? NetlinkFlags.Exclusive : NetlinkFlags.None));
        writer.Text(TableAttribute.Name, Table);
        writer.U32BigEndian(TableAttribute.Flags, (uint)flags);
        if (!userData.IsEmpty)
        {
            writer.Bytes(TableAttribute.UserData, userData);
        }

        Messages.Commit(ref writer, 0);
    }

    /// <summary>Deletes the table with all that is in it; ENOENT where there is none: <see cref="AddTable"/> before it makes that no error.</summary>
    public void DeleteTable()
    {
        NetlinkWriter writer = Message(FilterMessage.DeleteTable, NetlinkFlags.None);
        writer.Text(TableAttribute.Name, Table);
        Messages.Commit(ref writer, 0);
    }

    /// <summary>Makes a chain that rules jump to; one that exists is no error.</summary>
    public void AddChain(string chain)
    {
        NetlinkWriter writer = Message(FilterMessage.NewChain, NetlinkFlags.Create);
        writer.Text(ChainAttribute.Table, Table);
        writer.Text(ChainAttribute.Name, chain);
        Messages.Commit(ref writer, 0);
    }

    /// <summary>Makes a chain that the kernel calls at a hook; an equal one that exists is no error.</summary>
    public void AddChain(string chain, in BaseChain hooked)
    {
        NetlinkWriter writer = Message(FilterMessage.NewChain, NetlinkFlags.Create);
        writer.Text(ChainAttribute.Table, Table);
        writer.Text(ChainAttribute.Name, chain);
        int hook = writer.Begin(ChainAttribute.Hook);
        writer.U32BigEndian(HookAttribute.Number, (uint)hooked.Hook);
        writer.U32BigEndian(HookAttribute.Priority, (uint)hooked.Priority);
        writer.End(hook);
        writer.U32BigEndian(ChainAttribute.Policy, hooked.Drop ? 0u : 1u);
        writer.Text(ChainAttribute.Type, hooked.Type switch
        {
            ChainType.Nat => "nat",
            ChainType.Route => "route",
            _ => "filter",
        });
        Messages.Commit(ref writer, 0);
    }

    /// <summary>Deletes a chain, which must be empty and unused (EBUSY).</summary>
    public void DeleteChain(string chain)
    {
        NetlinkWriter writer = Message(FilterMessage.DeleteChain, NetlinkFlags.None);
        writer.Text(ChainAttribute.Table, Table);
        writer.Text(ChainAttribute.Name, chain);
        Messages.Commit(ref writer, 0);
    }

    /// <summary>Deletes all rules of a chain.</summary>
    public void FlushChain(string chain) => DeleteRules(chain, handle: 0);

    /// <summary>Deletes one rule.</summary>
    public void DeleteRule(string chain, ulong handle) => DeleteRules(chain, handle);

    /// <summary>
    /// Adds a rule at the end of a chain. What the builder is told next belongs to it, until something else is added to the transaction.
    /// </summary>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="comment">Text that <c>nft list</c> shows, at most 128 bytes; null for none.</param>
    public RuleBuilder AddRule(string chain, string? comment = null) => Rule(chain, comment, 0, NetlinkFlags.Append);

    /// <summary>Adds a rule at the start of a chain.</summary>
    public RuleBuilder InsertRule(string chain, string? comment = null) => Rule(chain, comment, 0, NetlinkFlags.None);

    /// <summary>Puts a rule in the place of another.</summary>
    public RuleBuilder ReplaceRule(string chain, ulong handle, string? comment = null) => Rule(chain, comment, handle, NetlinkFlags.Replace);

    private RuleBuilder Rule(string chain, string? comment, ulong handle, NetlinkFlags flags)
    {
        NetlinkWriter writer = Message(
            FilterMessage.NewRule, flags.HasFlag(NetlinkFlags.Replace) ? flags : flags | NetlinkFlags.Create, RuleRoom);
        writer.Text(RuleAttribute.Table, Table);
        writer.Text(RuleAttribute.Chain, chain);
        if (handle != 0)
        {
            writer.U64BigEndian(RuleAttribute.Handle, handle);
        }

        if (comment is not null)
        {
            Span<byte> tlv = stackalloc byte[UserData.MaxLength];
            writer.Bytes(RuleAttribute.UserData, tlv[..UserData.WriteComment(tlv, comment)]);
        }

        _rule.Open(ref writer);
        _open = Open.Rule;
        return _rule;
    }

    private void DeleteRules(string chain, ulong handle)
    {
        NetlinkWriter writer = Message(FilterMessage.DeleteRule, NetlinkFlags.None);
        writer.Text(RuleAttribute.Table, Table);
        writer.Text(RuleAttribute.Chain, chain);
        if (handle != 0)
        {
            writer.U64BigEndian(RuleAttribute.Handle, handle);
        }

        Messages.Commit(ref writer, 0);
    }
}
