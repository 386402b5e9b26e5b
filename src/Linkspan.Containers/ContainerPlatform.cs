using Linkspan.Engine;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>The door to containers: opens containerd, the stores and the services in order, and closes them in reverse.</summary>
public sealed class ContainerPlatform : IAsyncDisposable
{
    private ContainerPlatform()
    {
    }

    /// <summary>containerd as it is used.</summary>
    public ContainerdHost Containerd => throw new NotSupportedException();

    /// <summary>Images.</summary>
    public ImageStore Images => throw new NotSupportedException();

    /// <summary>Volumes.</summary>
    public VolumeStore Volumes => throw new NotSupportedException();

    /// <summary>Containers and their execs.</summary>
    public ContainerService Containers => throw new NotSupportedException();

    /// <summary>What happened.</summary>
    public EventLog Events => throw new NotSupportedException();

    /// <summary>
    /// Connects to containerd or starts it, reads the store, adopts running containers, removes leftovers and applies restart policies.
    /// </summary>
    /// <exception cref="LinkspanException">containerd or runc is missing, or does not answer.</exception>
    public static Task<ContainerPlatform> OpenAsync(
        ContainersOptions options, NetworkEngine engine, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Lets go of everything; containers and containerd go on, unless <see cref="ContainersOptions.LiveRestore"/> is off.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
