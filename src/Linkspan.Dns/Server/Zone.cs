namespace Linkspan.Dns.Server;

/// <summary>A network's names as they change over time: the current table, replaced whole.</summary>
public sealed class Zone
{
    private volatile ZoneTable _current = new("", []);

    internal ZoneTable Current => _current;

    /// <summary>Replaces all entries; a query in flight keeps the table that it took, every later one sees the new one.</summary>
    /// <param name="name">Name of the network, the suffix of <c>name.network</c>.</param>
    /// <param name="entries">The members, oldest first.</param>
    public void Publish(string name, IReadOnlyList<ZoneEntry> entries) => _current = new ZoneTable(name, entries);
}
