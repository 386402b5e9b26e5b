using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// One transaction on one table: all of it happens, or nothing. Things are made in the order of the calls, and later calls may refer to
/// what earlier ones made. Reusable after <see cref="Clear"/>; not thread-safe.
/// </summary>
public sealed partial class FilterBatch
{
    private const int SmallRoom = 2048;
    private const int RuleRoom = 4096;
    private const int ElementsRoom = 72 * 1024;

    private readonly RuleBuilder _rule;
    private Open _open;

    /// <summary>An empty transaction.</summary>
    /// <param name="family">Family of the table.</param>
    /// <param name="table">Name of the table.</param>
    public FilterBatch(FilterFamily family, string table)
    {
        Family = family;
        Table = table;
        _rule = new RuleBuilder(this);
        Begin();
    }

    private enum Open
    {
        Nothing,
        Rule,
        Elements,
    }

    /// <summary>Family of the table.</summary>
    public FilterFamily Family { get; }

    /// <summary>Name of the table.</summary>
    public string Table { get; }

    /// <summary>Number of messages so far, the transaction's begin included.</summary>
    public int Count => Messages.Count + (_open == Open.Nothing ? 0 : 1);

    /// <summary>True where nothing was asked for yet.</summary>
    public bool IsEmpty => Count == 1;

    internal NetlinkBatch Messages { get; } = new();

    /// <summary>Forgets everything; the buffer is kept.</summary>
    public void Clear()
    {
        _open = Open.Nothing;
        Messages.Clear();
        Begin();
    }

    /// <summary>Closes what is open and ends the transaction.</summary>
    internal void Finish()
    {
        CloseOpen();
        NetlinkWriter writer = Messages.Writer(SmallRoom);
        writer.Begin(FilterSubsystem.BatchEnd, NetlinkFlags.None);
        writer.Append(new FilterHeader(FilterFamily.Unspecified, FilterSubsystem.Tables));
        Messages.Commit(ref writer, 0);
    }

    private void Begin()
    {
        NetlinkWriter writer = Messages.Writer(SmallRoom);
        writer.Begin(FilterSubsystem.BatchBegin, NetlinkFlags.None);
        writer.Append(new FilterHeader(FilterFamily.Unspecified, FilterSubsystem.Tables));
        Messages.Commit(ref writer, 0);
    }

    private NetlinkWriter Message(ushort message, NetlinkFlags flags, int room = SmallRoom)
    {
        CloseOpen();
        NetlinkWriter writer = Messages.Writer(room);
        writer.Begin(FilterSubsystem.Type(message), flags);
        writer.Append(new FilterHeader(Family));
        return writer;
    }

    private void CloseOpen()
    {
        switch (_open)
        {
            case Open.Rule:
                _rule.Close();
                break;
            case Open.Elements:
                CloseElements();
                break;
        }

        _open = Open.Nothing;
    }
}
