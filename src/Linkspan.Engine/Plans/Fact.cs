namespace Linkspan.Engine.Plans;

/// <summary>One thing that must be true in the kernel. Prints as one line of a golden file.</summary>
internal abstract record Fact
{
    /// <summary>Identity: what the fact is about.</summary>
    public abstract FactKey Key { get; }
}
