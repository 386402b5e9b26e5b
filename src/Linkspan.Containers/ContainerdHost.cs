namespace Linkspan.Containers;

/// <summary>A containerd: one that runs already, or one of our own that outlives the daemon.</summary>
public sealed class ContainerdHost : IAsyncDisposable
{
    internal ContainerdHost()
    {
    }

    /// <summary>Socket that it listens on.</summary>
    public string Socket => throw new NotSupportedException();

    /// <summary>Namespace in it that is ours.</summary>
    public string Namespace => throw new NotSupportedException();

    /// <summary>Its version, e.g. <c>1.6.20</c>.</summary>
    public string Version => throw new NotSupportedException();

    /// <summary>Its revision.</summary>
    public string Revision => throw new NotSupportedException();

    /// <summary>Snapshot driver in use: <c>overlayfs</c>, or <c>native</c> where the file system has no overlay.</summary>
    public string Snapshotter => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
