namespace Linkspan.Engine.Plans;

/// <summary>A value below <c>/proc/sys</c>.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Path">Path with slashes, below <c>/proc/sys</c>.</param>
/// <param name="Value">Text to write.</param>
internal sealed record SysctlFact(string Sandbox, string Path, string Value) : Fact
{
    public override FactKey Key => new(FactKind.Sysctl, Sandbox, Path);

    public override string ToString() => $"sysctl {Path} = {Value}{(Sandbox.Length == 0 ? "" : $" in {Sandbox}")}";
}
