using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Asks for one thing or, as a dump, for all of a kind. Table and second name are attributes 1 and 2 in all of them, a table's name aside.</summary>
internal readonly struct GetFilter(
    ushort message, FilterFamily family = FilterFamily.Unspecified, string? table = null, string? name = null, bool dump = false) : INetlinkRequest
{
    public void Write(ref NetlinkWriter writer)
    {
        writer.Begin(FilterSubsystem.Type(message), dump ? NetlinkFlags.Dump : NetlinkFlags.None);
        writer.Append(new FilterHeader(family));
        if (table is not null)
        {
            writer.Text(TableAttribute.Name, table);
        }

        if (name is not null)
        {
            writer.Text(SetAttribute.Name, name);
        }
    }
}
