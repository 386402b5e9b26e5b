using System.Runtime.InteropServices;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Filter;
using KernelField = Linkspan.Netlink.Filter.FieldType;
using SetDescription = Linkspan.Engine.Plans.FilterSet;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// The host's table <c>inet linkspan</c>. It is made whole in one transaction and afterwards only its elements change; a transaction
/// that fails because somebody flushed the table makes it whole again from what is known here.
/// </summary>
internal sealed class Firewall : IDisposable
{
    /// <summary>Name of the table, here and in sandboxes.</summary>
    public const string Table = "linkspan";

    private const FilterFamily Family = FilterFamily.Inet;

    private readonly FilterSocket _socket;
    private readonly FilterBatch _batch = new(Family, Table);
    private readonly Dictionary<FactKey, ElementFact> _elements = [];
    private bool _standing;
    private bool _distrusted;

    private Firewall(FilterSocket socket) => _socket = socket;

    /// <summary>Opens the firewall of the namespace that the process runs in.</summary>
    public static Firewall Open() => new(FilterSocket.Open());

    /// <summary>Port of the socket that its changes come by.</summary>
    public uint Port => _socket.Netlink.Port;

    /// <summary>True where the table was whole when it was last looked at or written.</summary>
    public bool Stands => _standing;

    /// <summary>Rules cannot be compared: after somebody changed the table's structure it is made anew, whatever it looks like.</summary>
    public void Distrust() => _distrusted = true;

    /// <summary>Reads the elements that the table has; none where it is absent or of another shape, so that all of them are added.</summary>
    /// <param name="standing">The table is whole.</param>
    public List<ElementFact> Look(out bool standing)
    {
        standing = !_distrusted && _socket.FindTable(Family, Table) is { } table && UserData.FindComment(table.UserData) == FirewallRules.Shape &&
            _socket.Rules(Family, Table).Count == FirewallRules.Count; // `nft flush table` leaves table and sets, and takes the rules
        List<ElementFact> facts = [];
        if (!standing)
        {
            return facts;
        }

        foreach (SetDescription set in FirewallSets.All)
        {
            try
            {
                facts.AddRange(_socket.Elements(Family, Table, set.Name).Select(element => Fact(set, element)));
            }
            catch (NetlinkException e) when (e.Errno == Errno.NoEntry)
            {
                standing = false; // somebody took the set, or the whole table, between two questions
                return [];
            }
        }

        return facts;
    }

    /// <summary>Takes what the table has for what is known of it.</summary>
    public IReadOnlyCollection<ElementFact> Observe()
    {
        _elements.Clear();
        foreach (ElementFact fact in Look(out _standing))
        {
            _elements[fact.Key] = fact;
        }

        return [.. _elements.Values];
    }

    /// <summary>Changes elements in one transaction.</summary>
    /// <exception cref="NetlinkException">The kernel refused; nothing changed.</exception>
    public void Apply(IEnumerable<ElementFact> remove, IEnumerable<ElementFact> add)
    {
        List<ElementFact> removed = [.. remove.Where(fact => _elements.Remove(fact.Key))];
        List<ElementFact> added = [];
        List<ElementFact> replaced = [];
        foreach (ElementFact fact in add)
        {
            ref ElementFact? present = ref CollectionsMarshal.GetValueRefOrAddDefault(_elements, fact.Key, out bool known);
            if (known && present!.Equals(fact))
            {
                continue;
            }

            added.Add(fact);
            if (known)
            {
                replaced.Add(present!);
            }

            present = fact;
        }

        if (_standing && removed.Count == 0 && added.Count == 0)
        {
            return;
        }

        try
        {
            Commit([.. removed, .. replaced], added);
        }
        catch
        {
            added.ForEach(fact => _elements.Remove(fact.Key));
            replaced.ForEach(fact => _elements[fact.Key] = fact);
            removed.ForEach(fact => _elements[fact.Key] = fact);
            throw;
        }
    }

    /// <summary>Makes the administrator's table where there is none.</summary>
    public void EnsureUserTable() => UserTable.Ensure(_socket);

    /// <summary>Drops of others that concern containers.</summary>
    public List<ForeignDrop> ForeignDrops(ContainerTraffic traffic) => ForeignTables.Drops(_socket, traffic);

    public void Dispose() => _socket.Dispose();

    /// <summary>Elements of one set in a row share a message.</summary>
    private static List<ElementFact> Order(List<ElementFact> facts)
    {
        facts.Sort(static (left, right) => string.CompareOrdinal(left.Set.Name, right.Set.Name));
        return facts;
    }

    private static KernelField Field(Plans.FieldType[] fields)
    {
        KernelField[] parts = [.. fields.Select(static field => field switch
        {
            Plans.FieldType.LinkName => KernelField.LinkName,
            Plans.FieldType.IPv4 => KernelField.IPv4,
            Plans.FieldType.IPv6 => KernelField.IPv6,
            Plans.FieldType.Protocol => KernelField.Protocol,
            Plans.FieldType.Family => KernelField.Family,
            _ => KernelField.Port,
        })];
        return parts.Length == 1 ? parts[0] : KernelField.Concatenate(parts);
    }

    private static ElementFact Fact(SetDescription set, SetElement element) =>
        new(set, element.Key, set.Ranges && element.KeyEnd.Length == 0 ? element.Key : element.KeyEnd, element.Data, element.Verdict?.Chain);

    private void Commit(List<ElementFact> removed, List<ElementFact> added)
    {
        if (!_standing)
        {
            Build();
            return;
        }

        _batch.Clear();
        Order(removed).ForEach(Delete);
        Order(added).ForEach(Add);
        try
        {
            _socket.Commit(_batch);
        }
        catch (NetlinkException e) when (e.Errno is Errno.NoEntry or Errno.Exists)
        {
            Build(); // the table, or elements of it, are not what we left: somebody flushed or edited it
        }
    }

    private void Delete(ElementFact fact)
    {
        if (fact.Set.Ranges)
        {
            _batch.DeleteRanges(fact.Set.Name, fact.KeyBytes, fact.KeyEnd);
        }
        else
        {
            _batch.DeleteElement(fact.Set.Name, fact.KeyBytes);
        }
    }

    private void Add(ElementFact fact)
    {
        if (fact.Set.Ranges)
        {
            _batch.AddRanges(fact.Set.Name, fact.KeyBytes, fact.KeyEnd);
        }
        else if (fact.Chain is not null)
        {
            _batch.AddElement(fact.Set.Name, fact.KeyBytes, Verdict.Jump(fact.Chain));
        }
        else if (fact.Set.IsMap)
        {
            _batch.AddElement(fact.Set.Name, fact.KeyBytes, fact.Data);
        }
        else
        {
            _batch.AddElement(fact.Set.Name, fact.KeyBytes);
        }
    }

    /// <summary>Replaces the whole table in one transaction: packets see the old one or the new one, never none.</summary>
    private void Build()
    {
        _batch.Clear();
        _batch.AddTable();
        _batch.DeleteTable();
        _batch.AddTable(UserData.Comment(FirewallRules.Shape));
        foreach (SetDescription set in FirewallSets.All)
        {
            if (!set.IsMap)
            {
                _batch.AddSet(set.Name, Field(set.KeyFields), set.Ranges ? SetFlags.Interval : default);
            }
            else if (set.DataFields[0] == Plans.FieldType.Verdict)
            {
                _batch.AddVerdictMap(set.Name, Field(set.KeyFields));
            }
            else
            {
                _batch.AddMap(set.Name, Field(set.KeyFields), Field(set.DataFields));
            }
        }

        FirewallRules.Write(_batch);
        Order([.. _elements.Values]).ForEach(Add);
        _socket.Commit(_batch);
        _standing = true;
        _distrusted = false;
    }
}
