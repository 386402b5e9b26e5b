namespace Linkspan.Engine.Kernel;

/// <summary>How a pair's end inside a sandbox is.</summary>
internal enum SandboxEnd
{
    /// <summary>As it should be.</summary>
    Right,

    /// <summary>It is there, but down or with another MTU or hardware address.</summary>
    Different,

    /// <summary>There is none: the pair must be made anew.</summary>
    Missing,
}
