namespace Linkspan.Containers.Model;

/// <summary>What happened to a path.</summary>
public enum PathChangeKind
{
    /// <summary>Content or attributes are others.</summary>
    Modified = 0,

    /// <summary>It is new.</summary>
    Added = 1,

    /// <summary>It is gone.</summary>
    Deleted = 2,
}
