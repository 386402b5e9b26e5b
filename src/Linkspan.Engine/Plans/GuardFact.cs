namespace Linkspan.Engine.Plans;

/// <summary>
/// A bridge is closed to forwarded packets that the firewall did not let through, also while the firewall's table is gone
/// (docs/decisions/0030-guard.md).
/// </summary>
/// <param name="Bridge">Link name.</param>
internal sealed record GuardFact(string Bridge) : Fact
{
    public override FactKey Key => new(FactKind.Guard, "", Bridge);

    public override string ToString() => $"guard {Bridge}";
}
