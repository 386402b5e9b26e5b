namespace Linkspan.Containers.Store;

/// <summary>What was being done to a container when its record was written; a daemon that starts finishes or undoes it.</summary>
internal enum Intent
{
    /// <summary>Nothing: record, containerd and engine agree.</summary>
    None,

    /// <summary>It is being made: a half-made one is undone.</summary>
    Create,

    /// <summary>It is being started: what runs is adopted, what does not is undone.</summary>
    Start,

    /// <summary>It is being removed: the removal goes on.</summary>
    Remove,

    /// <summary>It is being removed with its anonymous volumes.</summary>
    RemoveWithVolumes,
}
