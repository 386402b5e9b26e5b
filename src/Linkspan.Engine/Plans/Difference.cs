namespace Linkspan.Engine.Plans;

/// <summary>The way from one plan to another. A fact whose value changed stands in both lists.</summary>
/// <param name="Remove">Facts that must end, dependants first.</param>
/// <param name="Add">Facts that must begin, foundations first.</param>
internal sealed record Difference(IReadOnlyList<Fact> Remove, IReadOnlyList<Fact> Add)
{
    /// <summary>True where nothing is to be done.</summary>
    public bool IsEmpty => Remove.Count == 0 && Add.Count == 0;
}
