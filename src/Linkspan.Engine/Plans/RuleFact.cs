using System.Net;

namespace Linkspan.Engine.Plans;

/// <summary>In a sandbox, what leaves with a source address of a range is routed by a table of its own.</summary>
/// <param name="Sandbox">Sandbox id.</param>
/// <param name="Source">The range.</param>
/// <param name="Table">The table.</param>
internal sealed record RuleFact(string Sandbox, IPNetwork Source, uint Table) : Fact
{
    public override FactKey Key => new(FactKind.Rule, Sandbox, $"{Source} {Table}");

    public override string ToString() => $"rule from {Source} table {Table} in {Sandbox}";
}
