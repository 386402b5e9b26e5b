namespace Linkspan.Engine.Plans;

/// <summary>A link on a parent of the host exists where it is used, and is up.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Parent">Name of the parent on the host.</param>
/// <param name="MtuBytes">MTU in bytes; 0 follows the parent.</param>
internal abstract record ChildFact(string Sandbox, string Link, string Parent, int MtuBytes) : Fact
{
    public override FactKey Key => new(FactKind.Child, Sandbox, Link);

    /// <summary>The kernel's word for the kind of link.</summary>
    public abstract string LinkKind { get; }

    /// <summary>True where its end must not wait for the end of its namespace: something of the parent would stay taken.</summary>
    public abstract bool HoldsParent { get; }

    protected string Place => $"{Link} parent {Parent}{(Sandbox.Length == 0 ? "" : $" in {Sandbox}")}";

    protected string MtuText => MtuBytes == 0 ? "" : $" mtu {MtuBytes}";
}
