using System.Net.NetworkInformation;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <summary>A macvlan: a link with a hardware address of its own on the parent's wire.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Parent">Name of the parent on the host.</param>
/// <param name="MtuBytes">MTU in bytes; 0 follows the parent.</param>
/// <param name="Mode">How it treats its brothers.</param>
/// <param name="Mac">Its hardware address; <see cref="PhysicalAddress.None"/> takes the parent's (pass-through).</param>
/// <param name="BroadcastQueueLength">Broadcast frames that may wait; null for the kernel's choice.</param>
internal sealed record MacvlanFact(
    string Sandbox, string Link, string Parent, int MtuBytes, SegmentMode Mode, PhysicalAddress Mac, int? BroadcastQueueLength) : ChildFact(Sandbox, Link, Parent, MtuBytes)
{
    public override string LinkKind => "macvlan";

    public override bool HoldsParent => Mode == SegmentMode.PassThrough;

    public override string ToString() =>
        $"macvlan {Place} mode {Mode.ToString().ToLowerInvariant()}{(Mac.Equals(PhysicalAddress.None) ? "" : $" mac {MacText.Of(Mac)}")}{MtuText}" +
        (BroadcastQueueLength is null ? "" : $" broadcast queue {BroadcastQueueLength}");
}
