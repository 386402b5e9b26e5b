namespace Linkspan.Engine.Plans;

/// <summary>A link marked as ours that no plan asks for in that shape: it stands for whatever must go.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
internal sealed record StrayFact(string Sandbox, string Link) : ChildFact(Sandbox, Link, "", 0)
{
    public override string LinkKind => "";

    public override bool HoldsParent => true;

    public override string ToString() => $"stray {Place}";
}
