using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// Hears nf_tables transactions in the caller's namespace and in every one that it has a number for, and tells of each whether it
/// touched the tables of one name and who made it.
/// </summary>
public sealed class TableWatch : IDisposable
{
    private readonly byte[] _name;
    private readonly Action<TableChange> _handler;
    private readonly Dictionary<int, (TableParts Touched, bool Others)> _open = []; // transactions of different namespaces may interleave
    private readonly MulticastListener _listener;

    private TableWatch(string table, Action<TableChange> handler)
    {
        _name = System.Text.Encoding.UTF8.GetBytes(table + '\0');
        _handler = handler;
        _listener = MulticastListener.StartEverywhere(
            NetlinkProtocol.Netfilter,
            [FilterSubsystem.TablesGroup],
            Take,
            () =>
            {
                _open.Clear();
                handler(new TableChange(-1, TableParts.Structure | TableParts.Elements, Others: true, 0, "") { Resynchronise = true });
            });
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="table">Name of the tables of interest, of whatever family.</param>
    /// <param name="handler">Called once a transaction; must be quick and must not throw.</param>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_ADMIN and CAP_NET_BROADCAST.</exception>
    public static TableWatch Start(string table, Action<TableChange> handler) => new(table, handler);

    /// <summary>Stops; when it returns the handler runs no more.</summary>
    public void Dispose() => _listener.Dispose();

    private void Take(NetlinkMessage message, int space)
    {
        if (message.Type >> 8 != FilterSubsystem.Tables)
        {
            return;
        }

        _open.TryGetValue(space, out (TableParts Touched, bool Others) open);
        if (message.Type == FilterSubsystem.Type(FilterMessage.NewGeneration))
        {
            FilterChange change = FilterChange.Decode(message);
            _open.Remove(space);
            _handler(new TableChange(space, open.Touched, open.Others, change.ProcessId, change.ProcessName) { Port = message.Port });
            return;
        }

        if (!Concerns(message))
        {
            _open[space] = open with { Others = true };
            return;
        }

        TableParts part = (message.Type & 0xff) is FilterMessage.NewElement or FilterMessage.DeleteElement ? TableParts.Elements : TableParts.Structure;
        _open[space] = open with { Touched = open.Touched | part };
    }

    /// <summary>The table's name is attribute 1 of every kind of message.</summary>
    private bool Concerns(NetlinkMessage message)
    {
        AttributeReader reader = message.Attributes<FilterHeader>();
        while (reader.Next())
        {
            if (reader.Type == TableAttribute.Name)
            {
                return reader.Value.SequenceEqual(_name);
            }
        }

        return false;
    }
}
