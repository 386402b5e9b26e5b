namespace Linkspan.Engine.Plans;

/// <summary>What a fact is about; two facts of the same key cannot both be true, so a difference in value is a change.</summary>
/// <param name="Kind">Kind of object.</param>
/// <param name="Scope">Sandbox id, set name, or empty for the host.</param>
/// <param name="Name">Name within the scope.</param>
internal readonly record struct FactKey(FactKind Kind, string Scope, string Name);
