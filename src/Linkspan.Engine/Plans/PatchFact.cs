namespace Linkspan.Engine.Plans;

/// <summary>
/// A parent that leads nowhere: a veth whose two ends stay on the host, without addresses. Docker takes a dummy link, a module that
/// many kernels lack; a bridge without ports will not do, since without carrier its children send nothing.
/// </summary>
/// <param name="Name">The end that is the parent.</param>
/// <param name="Peer">The end that swallows what leaves.</param>
internal sealed record PatchFact(string Name, string Peer) : Fact
{
    public override FactKey Key => new(FactKind.Parent, "", Name);

    public override string ToString() => $"patch {Name} peer {Peer}";
}
