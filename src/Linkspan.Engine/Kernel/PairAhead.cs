using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Kernel;

/// <summary>A pair that waits for a container. Its end on the host is down: nobody reaches what waits, and a bridge has no carrier by it.</summary>
/// <param name="Fact">How it is otherwise; on no bridge where none is foreseen.</param>
/// <param name="Index">Index of the end on the host.</param>
/// <param name="Bridge">Index of the bridge that this end is a port of; 0 for none.</param>
/// <param name="Hairpin">The port is in hairpin mode.</param>
internal sealed record PairAhead(VethFact Fact, int Index, int Bridge, bool Hairpin)
{
    /// <summary>What the end on the host says of itself to whoever looks at the host's links.</summary>
    public const string Alias = "linkspan: made ahead, waits for a container";
}
