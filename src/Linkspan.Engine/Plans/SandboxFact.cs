namespace Linkspan.Engine.Plans;

/// <summary>A network namespace of this id exists, is pinned, and its loopback is up.</summary>
internal sealed record SandboxFact(string Sandbox) : Fact
{
    public override FactKey Key => new(FactKind.Sandbox, "", Sandbox);

    public override string ToString() => $"sandbox {Sandbox}";
}
