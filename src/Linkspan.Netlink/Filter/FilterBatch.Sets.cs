using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <content>Sets and maps.</content>
public sealed partial class FilterBatch
{
    private const uint VerdictType = 0xffffff00; // NFT_DATA_VERDICT

    private uint _setId;

    /// <summary>Makes a set; an equal one that exists is no error.</summary>
    public void AddSet(string set, FieldType key, SetFlags flags = default, TimeSpan timeout = default) =>
        AddSet(set, key, flags, default, 0, timeout);

    /// <summary>Makes a map from keys to data; an equal one that exists is no error.</summary>
    public void AddMap(string map, FieldType key, FieldType data, SetFlags flags = default, TimeSpan timeout = default) =>
        AddSet(map, key, flags | SetFlags.Map, data, data.Number, timeout);

    /// <summary>Makes a map from keys to verdicts; an equal one that exists is no error.</summary>
    public void AddVerdictMap(string map, FieldType key, SetFlags flags = default) =>
        AddSet(map, key, flags | SetFlags.Map, default, VerdictType, default);

    /// <summary>Deletes a set or map that no rule uses (EBUSY).</summary>
    public void DeleteSet(string set)
    {
        NetlinkWriter writer = Message(FilterMessage.DeleteSet, NetlinkFlags.None);
        writer.Text(SetAttribute.Table, Table);
        writer.Text(SetAttribute.Name, set);
        Messages.Commit(ref writer, 0);
    }

    /// <summary>Deletes all elements of a set or map.</summary>
    public void FlushSet(string set)
    {
        NetlinkWriter writer = Message(FilterMessage.DeleteElement, NetlinkFlags.None);
        writer.Text(ElementListAttribute.Table, Table);
        writer.Text(ElementListAttribute.Set, set);
        Messages.Commit(ref writer, 0);
    }

    private void AddSet(string set, FieldType key, SetFlags flags, FieldType data, uint dataType, TimeSpan timeout)
    {
        bool rangesOfFields = flags.HasFlag(SetFlags.Interval) && key.FieldCount > 1;
        flags |= (rangesOfFields ? SetFlags.Concatenated : default) | (timeout > TimeSpan.Zero ? SetFlags.Timeout : default);
        NetlinkWriter writer = Message(FilterMessage.NewSet, NetlinkFlags.Create);
        writer.Text(SetAttribute.Table, Table);
        writer.Text(SetAttribute.Name, set);
        writer.U32BigEndian(SetAttribute.Flags, (uint)flags);
        writer.U32BigEndian(SetAttribute.KeyType, key.Number);
        writer.U32BigEndian(SetAttribute.KeyLength, (uint)key.LengthBytes);
        if (dataType != 0)
        {
            writer.U32BigEndian(SetAttribute.DataType, dataType);
            if (dataType != VerdictType)
            {
                writer.U32BigEndian(SetAttribute.DataLength, (uint)data.LengthBytes);
            }
        }

        writer.U32BigEndian(SetAttribute.Id, ++_setId);
        if (rangesOfFields)
        {
            DescribeFields(ref writer, key);
        }

        // Without it nft(8) takes keys for big endian and prints host-order ones, names of links among them, backwards.
        Span<byte> order = stackalloc byte[UserData.MaxLength];
        writer.Bytes(SetAttribute.UserData, order[..UserData.WriteByteOrder(order, key, data)]);
        if (timeout > TimeSpan.Zero)
        {
            writer.U64BigEndian(SetAttribute.Timeout, (ulong)timeout.TotalMilliseconds);
        }

        Messages.Commit(ref writer, 0);
    }

    private static void DescribeFields(ref NetlinkWriter writer, FieldType key)
    {
        int description = writer.Begin(SetAttribute.Description);
        int concatenation = writer.Begin(SetDescriptionAttribute.Concatenation);
        for (int i = 0; i < key.FieldCount; i++)
        {
            int field = writer.Begin(ListAttribute.Element);
            writer.U32BigEndian(SetFieldAttribute.Length, (uint)key.FieldLength(i));
            writer.End(field);
        }

        writer.End(concatenation);
        writer.End(description);
    }
}
