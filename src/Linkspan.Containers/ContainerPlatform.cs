using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Store;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>The door to containers: opens containerd, the stores and the services in order, and closes them in reverse.</summary>
public sealed class ContainerPlatform : IAsyncDisposable
{
    private readonly ContainersOptions _options;
    private readonly ContainerDatabase _database;
    private NetworkEngine? _engine;

    private ContainerPlatform(
        ContainersOptions options, ContainerDatabase database, ContainerdHost containerd, EventLog events, ImageStore images, VolumeStore volumes,
        ContainerService containers)
    {
        _options = options;
        _database = database;
        Containerd = containerd;
        Events = events;
        Images = images;
        Volumes = volumes;
        Containers = containers;
    }

    /// <summary>containerd as it is used.</summary>
    public ContainerdHost Containerd { get; }

    /// <summary>Images.</summary>
    public ImageStore Images { get; }

    /// <summary>Volumes.</summary>
    public VolumeStore Volumes { get; }

    /// <summary>Containers and their execs.</summary>
    public ContainerService Containers { get; }

    /// <summary>What happened.</summary>
    public EventLog Events { get; }

    /// <summary>
    /// Connects to containerd or starts it, reads the store, adopts running containers, removes leftovers and applies restart policies.
    /// </summary>
    /// <exception cref="LinkspanException">containerd or runc is missing, or does not answer.</exception>
    public static async Task<ContainerPlatform> OpenAsync(
        ContainersOptions options, NetworkEngine engine, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ContainerPlatform platform = await OpenAsync(options, new EngineSandboxes(engine), engine.Keeper, loggers, time, cancellationToken);
        platform._engine = engine;
        foreach (NetworkEvent early in engine.StartEvents)
        {
            platform.OnNetworkEvent(early);
        }

        engine.Changed += platform.OnNetworkEvent;
        return platform;
    }

    /// <summary>Lets go of everything; containers and containerd go on, unless <see cref="ContainersOptions.LiveRestore"/> is off.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            _engine.Changed -= OnNetworkEvent;
        }

        if (!_options.LiveRestore)
        {
            await Task.WhenAll(Containers.List().Where(static c => c.State.Running).Select(StopForShutdownAsync));
        }

        await Containers.DisposeAsync();
        Volumes.Dispose();
        Images.Dispose();
        await Containerd.DisposeAsync();
        _database.Dispose();
    }

    /// <summary>As above, with another engine.</summary>
    internal static async Task<ContainerPlatform> OpenAsync(
        ContainersOptions options, ISandboxes sandboxes, KeeperClient keeper, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ILogger logger = loggers.CreateLogger("Linkspan.Containers");
        Directory.CreateDirectory(options.DataRoot, EngineOptions.DataRootMode);
        Directory.CreateDirectory(Path.Combine(options.ExecRoot, "fifo"));
        ContainerdHost containerd = await ContainerdHost.OpenAsync(options, logger, time, cancellationToken);
        ContainerDatabase? database = null;
        try
        {
            database = new ContainerDatabase(Path.Combine(options.DataRoot, ContainerDatabase.FileName));
            var events = new EventLog(time);
            ImageStore images = await ImageStore.OpenAsync(
                containerd, Path.Combine(options.DataRoot, "tmp"), events, logger, time, cancellationToken);
            var volumes = new VolumeStore(options.DataRoot, database, events, time);
            var containers = new ContainerService(options, containerd, images, volumes, events, sandboxes, keeper, database, logger, time);
            await containers.RecoverAsync(cancellationToken);
            return new ContainerPlatform(options, database, containerd, events, images, volumes, containers);
        }
        catch
        {
            database?.Dispose();
            await containerd.DisposeAsync();
            throw;
        }
    }

    private async Task StopForShutdownAsync(Container container)
    {
        try
        {
            await Containers.StopAsync(container.Id, null, null, CancellationToken.None);
        }
        catch (LinkspanException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Unavailable)
        {
            // Gone meanwhile, or containerd is: the next start sorts it out.
        }
    }

    private void OnNetworkEvent(NetworkEvent change)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (change.Network is { } network)
        {
            attributes["name"] = network.Name;
            attributes["type"] = network.Driver;
        }

        if (change.ContainerId is { } container)
        {
            attributes["container"] = container;
        }

        Events.Add("network", change.Action, change.Network?.Id ?? "", attributes);
    }
}
