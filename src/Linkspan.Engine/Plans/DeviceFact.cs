namespace Linkspan.Engine.Plans;

/// <summary>A NIC of the host's is in a sandbox, under another name; it goes home when the fact ends.</summary>
/// <param name="Sandbox">Sandbox id.</param>
/// <param name="Link">Its name in the sandbox.</param>
/// <param name="Device">Its name on the host.</param>
internal sealed record DeviceFact(string Sandbox, string Link, string Device) : ChildFact(Sandbox, Link, Device, 0)
{
    public override string LinkKind => "";

    public override bool HoldsParent => true;

    public override string ToString() => $"device {Device} as {Link} in {Sandbox}";
}
