namespace Linkspan.Engine.Kernel;

/// <summary>The bridge on which a pair made ahead waits.</summary>
/// <param name="Bridge">Name of the bridge; empty for none.</param>
/// <param name="MtuBytes">MTU of both ends in bytes; null for the kernel's 1500.</param>
internal readonly record struct ReadyPlace(string Bridge, int? MtuBytes)
{
    /// <summary>No bridge.</summary>
    public static readonly ReadyPlace None = new("", null);
}
