using System.Runtime.InteropServices;
using System.Text;

namespace Linkspan.Engine.Plans;

/// <summary>
/// What must be true in the kernel: a set of facts. Drivers fill it, the applier makes the kernel agree, and removal is the
/// difference to a plan without the object. Its text, one fact a line in the order of making, is what driver tests compare.
/// </summary>
internal sealed class Plan
{
    private readonly Dictionary<FactKey, Fact> _facts = [];

    /// <summary>A plan that asks for nothing.</summary>
    public static Plan Empty { get; } = new();

    /// <summary>All facts, in no particular order.</summary>
    public IReadOnlyCollection<Fact> Facts => _facts.Values;

    /// <summary>Adds a fact; the same one twice is one (two endpoints ask for their bridge).</summary>
    public void Add(Fact fact) => _facts[fact.Key] = fact;

    /// <summary>The fact of that identity, or null.</summary>
    public Fact? Find(FactKey key) => _facts.GetValueOrDefault(key);

    /// <summary>The plan without what another one asks for too: what may go when the other stays.</summary>
    public Plan Without(Plan other)
    {
        var rest = new Plan();
        foreach (Fact fact in _facts.Values.Where(fact => other.Find(fact.Key) is null))
        {
            rest.Add(fact);
        }

        return rest;
    }

    /// <summary>The plan without the facts of a kind.</summary>
    public Plan Without(FactKind kind)
    {
        var rest = new Plan();
        foreach (Fact fact in _facts.Values.Where(fact => fact.Key.Kind != kind))
        {
            rest.Add(fact);
        }

        return rest;
    }

    /// <summary>The facts of a kind.</summary>
    public Plan Only(FactKind kind)
    {
        var part = new Plan();
        foreach (Fact fact in _facts.Values.Where(fact => fact.Key.Kind == kind))
        {
            part.Add(fact);
        }

        return part;
    }

    /// <summary>What differs on the way from one plan to another.</summary>
    public static Difference Compare(Plan before, Plan after)
    {
        List<Fact> remove = [];
        List<Fact> add = [];
        foreach (Fact fact in before._facts.Values)
        {
            if (after.Find(fact.Key) is not { } kept || !kept.Equals(fact))
            {
                remove.Add(fact);
            }
        }

        foreach (Fact fact in after._facts.Values)
        {
            if (before.Find(fact.Key) is not { } present || !present.Equals(fact))
            {
                add.Add(fact);
            }
        }

        Order(remove, static kind => -(int)kind);
        Order(add, static kind => (int)kind);
        return new Difference(remove, add);
    }

    /// <summary>Orders facts by kind, which is asked of each once: of ten thousand elements it would be a tenth of a million times.</summary>
    private static void Order(List<Fact> facts, Func<FactKind, int> rank)
    {
        Span<Fact> items = CollectionsMarshal.AsSpan(facts);
        int[] ranks = new int[items.Length];
        for (int index = 0; index < items.Length; index++)
        {
            ranks[index] = rank(items[index].Key.Kind);
        }

        ranks.AsSpan().Sort(items);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Fact fact in _facts.Values.OrderBy(static fact => fact.Key.Kind).ThenBy(static fact => fact.ToString(), StringComparer.Ordinal))
        {
            text.Append(fact).Append('\n');
        }

        return text.ToString();
    }
}
