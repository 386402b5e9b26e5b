namespace Linkspan.Engine.Plans;

/// <summary>A VLAN of a link of the host exists, is up and ours: the networks on it go, and it goes with the last of them.</summary>
/// <param name="Name">Link name.</param>
/// <param name="Base">The link whose tagged frames it carries.</param>
/// <param name="Id">VLAN identifier.</param>
internal sealed record VlanFact(string Name, string Base, ushort Id) : Fact
{
    public override FactKey Key => new(FactKind.Parent, "", Name);

    public override string ToString() => $"vlan {Name} of {Base} id {Id}";
}
