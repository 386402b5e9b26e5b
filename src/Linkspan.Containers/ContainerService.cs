using System.Collections.Concurrent;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Store;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>
/// Containers from create to remove. Every <c>reference</c> is an id, a name (a leading slash is allowed) or a unique id prefix;
/// a wrong one fails with NotFound, <c>No such container: X</c>. Changes to one container are done one after the other.
/// </summary>
public sealed partial class ContainerService : IAsyncDisposable
{
    private readonly ContainersOptions _options;
    private readonly ContainerdHost _host;
    private readonly ImageStore _images;
    private readonly VolumeStore _volumes;
    private readonly EventLog _events;
    private readonly ISandboxes _sandboxes;
    private readonly KeeperClient _keeper;
    private readonly ContainerDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ContainerSlot> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _idByName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _background = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _cgroupV2 = File.Exists("/sys/fs/cgroup/cgroup.controllers");

    internal ContainerService(
        ContainersOptions options, ContainerdHost host, ImageStore images, VolumeStore volumes, EventLog events, ISandboxes sandboxes,
        KeeperClient keeper, ContainerDatabase database, ILogger logger, TimeProvider time)
    {
        _options = options;
        _host = host;
        _images = images;
        _volumes = volumes;
        _events = events;
        _sandboxes = sandboxes;
        _keeper = keeper;
        _database = database;
        _logger = logger;
        _time = time;
        images.Users = List;
        volumes.Users = List;
        keeper.Emptied += OnKeeperEmptied;
    }

    private ContainerdConnection Containerd => _host.Connection;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>All containers, newest first.</summary>
    public IReadOnlyList<Container> List() =>
        [.. _slots.Values.Select(static slot => slot.Current).OrderByDescending(static container => container.Created)];

    /// <summary>Looks a container up.</summary>
    public Container Find(string reference) => Slot(reference).Current;

    /// <summary>The live network stack of a container: its own, or the one it shares; null while it does not run and in host mode.</summary>
    public Sandbox? FindSandbox(Container container) =>
        container.SandboxId.Length > 0 && container.State.Running ? _sandboxes.Find(container.SandboxId) : null;

    /// <summary>Bytes that a container changed, and bytes of it with its image.</summary>
    public async Task<(long Changed, long Total)> SizeAsync(string reference, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        Wire.SnapshotUsage usage = await Containerd.Snapshots.UsageAsync(
            new Wire.SnapshotKey { Snapshotter = container.Driver, Key = container.Id }, Containerd.Headers, cancellationToken: cancellationToken);
        return (usage.Size, usage.Size + (_images.TryFind(container.Image)?.Size ?? 0));
    }

    /// <summary>Ends what runs in the background; containers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        _keeper.Emptied -= OnKeeperEmptied;
        await _closing.CancelAsync();
        foreach (ContainerSlot slot in _slots.Values)
        {
            if (slot.Restart is { } restart)
            {
                await restart.CancelAsync();
            }
        }

        await Task.WhenAll(_background.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private static LinkspanException NotFound(string reference) => new(ErrorKind.NotFound, "No such container: " + reference);

    private static LinkspanException Conflict(string text) => new(ErrorKind.Conflict, text);

    private static LinkspanException Invalid(string text) => new(ErrorKind.Invalid, text);

    private ContainerSlot Slot(string reference)
    {
        string name = reference.StartsWith('/') ? reference[1..] : reference;
        if (name.Length == 0)
        {
            throw Invalid($"invalid name or ID supplied: \"{reference}\"");
        }

        if (_slots.TryGetValue(name, out ContainerSlot? exact))
        {
            return exact;
        }

        if (_idByName.TryGetValue(name, out string? id) && _slots.TryGetValue(id, out ContainerSlot? named))
        {
            return named;
        }

        if (name.Length is > 0 and < 64 && name.All(char.IsAsciiHexDigitLower))
        {
            List<ContainerSlot> matches =
                [.. _slots.Where(pair => pair.Key.StartsWith(name, StringComparison.Ordinal)).Select(static pair => pair.Value).Take(2)];
            if (matches.Count > 0)
            {
                return matches.Count == 1 ? matches[0] : throw Invalid("multiple IDs found with provided prefix: " + name);
            }
        }

        throw NotFound(reference);
    }

    /// <summary>Runs a change under the container's lock; one that was removed while waiting is gone.</summary>
    private async Task<T> ChangeAsync<T>(string reference, Func<ContainerSlot, Task<T>> change, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            return slot.Gone ? throw NotFound(reference) : await change(slot);
        }
        catch (Grpc.Core.RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e.ToUser("container " + slot.Current.Name);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private Task<bool> ChangeAsync(string reference, Func<ContainerSlot, Task> change, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            await change(slot);
            return true;
        },
        cancellationToken);

    /// <summary>The one way to a new value: the store first, then memory.</summary>
    private void Save(ContainerSlot slot, Container container, Intent intent = Intent.None)
    {
        _database.Put(new StoredContainer(container, intent));
        slot.Current = container;
    }

    private void Emit(Container container, string action, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var attributes = new Dictionary<string, string>(container.Config.Labels, StringComparer.Ordinal)
        {
            ["image"] = container.Config.Image,
            ["name"] = container.Name,
        };
        foreach ((string key, string value) in more)
        {
            attributes[key] = value;
        }

        _events.Add("container", action, container.Id, attributes);
    }

    /// <summary>Work that no caller waits for; closing waits for it. It is nobody's request.</summary>
    private void InBackground(Func<Task> work)
    {
        Task task;
        using (ExecutionContext.SuppressFlow())
        {
            task = Task.Run(work);
        }

        _background[task] = 0;
        _ = task.ContinueWith(done => _background.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
