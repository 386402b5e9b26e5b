using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <summary>An ipvlan: a link that shares the parent's hardware address.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Parent">Name of the parent on the host.</param>
/// <param name="MtuBytes">MTU in bytes; 0 follows the parent.</param>
/// <param name="Layer">Layer at which the parent forwards; one for all links of a parent.</param>
/// <param name="Mode">How it treats its brothers.</param>
internal sealed record IpvlanFact(string Sandbox, string Link, string Parent, int MtuBytes, IpvlanLayer Layer, SegmentMode Mode) : ChildFact(Sandbox, Link, Parent, MtuBytes)
{
    public override string LinkKind => "ipvlan";

    /// <summary>The parent knows every address of its children: one of a namespace that is still ending could not be given again (EADDRINUSE).</summary>
    public override bool HoldsParent => true;

    public override string ToString() => $"ipvlan {Place} mode {Layer.ToString().ToLowerInvariant()} {Mode.ToString().ToLowerInvariant()}{MtuText}";
}
