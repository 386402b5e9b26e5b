using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Store;

namespace Linkspan.Containers;

/// <content>Removal.</content>
public sealed partial class ContainerService
{
    /// <summary>Removes a container.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="force">Kills it first where it runs; otherwise that is a Conflict.</param>
    /// <param name="volumes">Its anonymous volumes as well.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task RemoveAsync(string reference, bool force, bool volumes, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        string id = slot.Current.Id;
        while (true)
        {
            Task<ContainerExit> ended = slot.NextExit();
            bool done = await ChangeAsync(
                id,
                async held =>
                {
                    Container container = held.Current;
                    if (!container.State.Running)
                    {
                        await RemoveCoreAsync(held, volumes);
                        return true;
                    }

                    return force ? false : throw Conflict(
                        $"cannot remove container \"/{container.Name}\": container is {(container.State.Paused ? "paused and must be unpaused first" : $"{StatusText(container)}: stop the container before removing or force remove")}");
                },
                cancellationToken);
            if (done)
            {
                return;
            }

            if (await RequestEndAsync(slot, Signals.Kill, cancellationToken))
            {
                await ended.WaitAsync(cancellationToken);
                if (slot.Gone)
                {
                    // --rm was faster.
                    return;
                }
            }
        }
    }

    /// <summary>Removes containers that do not run.</summary>
    /// <param name="filter">Which of them.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<PruneResult> PruneAsync(Func<Container, bool> filter, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        long bytes = 0;
        foreach (Container container in List().Where(container => !container.State.Running && filter(container)))
        {
            bytes += (await SizeAsync(container.Id, cancellationToken)).Changed;
            await RemoveAsync(container.Id, force: false, volumes: false, cancellationToken);
            removed.Add(container.Id);
        }

        return new PruneResult(removed, bytes);
    }

    /// <summary>Under the lock: the intent is written first, the record goes last, and each step may be done twice.</summary>
    private async Task RemoveCoreAsync(ContainerSlot slot, bool volumes)
    {
        Container container = slot.Current;
        await CancelRestartAsync(slot);
        Save(
            slot,
            container with { State = container.State with { Status = ContainerStatus.Removing } },
            volumes ? Intent.RemoveWithVolumes : Intent.Remove);
        await CleanUpAsync(container);
        await Containerd.Snapshots.RemoveAsync(Snapshot(container), Containerd.Headers).IgnoreMissingAsync();
        await TryAsync(container.Id, "release of its addresses", () => _sandboxes.ForgetAsync(container.Name, CancellationToken.None));
        if (Directory.Exists(container.Folder))
        {
            Directory.Delete(container.Folder, recursive: true);
        }

        _database.RemoveContainer(container.Id);
        slot.Gone = true;
        _slots.TryRemove(container.Id, out _);
        _idByName.TryRemove(new KeyValuePair<string, string>(container.Name, container.Id));
        ForgetExecs(container.Id);
        if (volumes)
        {
            await RemoveAnonymousAsync(container, CancellationToken.None);
        }

        Emit(container, "destroy");
        slot.Deleted(new ContainerExit(container.State.ExitCode, ""));
    }
}
