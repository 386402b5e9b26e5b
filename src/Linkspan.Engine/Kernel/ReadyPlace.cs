namespace Linkspan.Engine.Kernel;

/// <summary>Where a pair made ahead waits.</summary>
/// <param name="Network">Id of the network; empty for none.</param>
internal readonly record struct ReadyPlace(string Network)
{
    /// <summary>No network.</summary>
    public static readonly ReadyPlace None = new("");
}
