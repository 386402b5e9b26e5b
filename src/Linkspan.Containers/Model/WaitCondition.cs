namespace Linkspan.Containers.Model;

/// <summary>What a wait waits for.</summary>
public enum WaitCondition
{
    /// <summary>It does not run; true at once for a stopped container.</summary>
    NotRunning,

    /// <summary>The next end, of a container that may yet have to be started.</summary>
    NextExit,

    /// <summary>It is gone.</summary>
    Removed,
}
