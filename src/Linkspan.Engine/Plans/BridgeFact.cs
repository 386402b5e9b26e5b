namespace Linkspan.Engine.Plans;

/// <summary>A bridge of this name exists and is up.</summary>
/// <param name="Name">Link name.</param>
/// <param name="MtuBytes">MTU in bytes.</param>
/// <param name="Adopted">The bridge is somebody else's: it is neither made nor removed, nor is its MTU changed.</param>
internal sealed record BridgeFact(string Name, int MtuBytes, bool Adopted) : Fact
{
    public override FactKey Key => new(FactKind.Bridge, "", Name);

    public override string ToString() => $"bridge {Name} mtu {MtuBytes}{(Adopted ? " adopted" : "")}";
}
