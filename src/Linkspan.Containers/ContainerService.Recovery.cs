using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Store;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Start of the daemon: store, containerd and engine are made to agree, whatever an earlier daemon left.</content>
public sealed partial class ContainerService
{
    /// <summary>Subscribes first, then looks: an end between the two is told by one of them.</summary>
    internal async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IReadOnlyList<StoredContainer> stored = _database.Containers();
        Dictionary<string, Wire.TaskProcess> none = new(StringComparer.Ordinal);

        // Slots are held until each is settled: events about them wait.
        foreach (StoredContainer item in stored)
        {
            var slot = new ContainerSlot(item.Container);
            await slot.Gate.WaitAsync(cancellationToken);
            _slots[item.Container.Id] = slot;
            _idByName[item.Container.Name] = item.Container.Id;
        }

        InBackground(() => FollowEventsAsync(ready));
        await ready.Task.WaitAsync(cancellationToken);
        Dictionary<string, Wire.TaskProcess> tasks = stored.Count == 0 ? none : await TasksAsync(cancellationToken);
        foreach (StoredContainer item in stored.OrderBy(static item => item.Container.Created))
        {
            ContainerSlot slot = _slots[item.Container.Id];
            try
            {
                await SettleAsync(slot, item, tasks.GetValueOrDefault(item.Container.Id));
            }
            catch (Exception e) when (e is RpcException or LinkspanException or IOException)
            {
                Log.Postponed(_logger, item.Container.Id, "recovery", e);
            }
            finally
            {
                slot.Gate.Release();
            }
        }

        await RemoveLeftoversAsync(cancellationToken);
        StartByPolicy();
    }

    private async Task SettleAsync(ContainerSlot slot, StoredContainer item, Wire.TaskProcess? task)
    {
        Container container = item.Container;
        bool alive = task is not null && IsAlive(task);
        switch (item.Intent)
        {
            case Intent.Create:
                Log.Leftover(_logger, "half-made container", container.Id);
                await UndoCreateAsync(container, CancellationToken.None);
                return;
            case Intent.Remove or Intent.RemoveWithVolumes:
                await RemoveCoreAsync(slot, item.Intent == Intent.RemoveWithVolumes);
                return;
            case Intent.Start when !alive:
                await CleanUpAsync(container);
                Save(slot, container with
                {
                    State = container.State with
                    {
                        Status = container.State.Status == ContainerStatus.Created ? ContainerStatus.Created : ContainerStatus.Exited,
                        Pid = 0,
                        Error = "the daemon ended during the start",
                    },
                });
                return;
        }

        if (alive)
        {
            Adopt(slot, task!);
            await TryAsync(container.Id, "opening of the log", () => _keeper.OpenLogAsync(LogOf(slot.Current), CancellationToken.None));
        }
        else if (container.State.Pid != 0)
        {
            // What ended without a daemon may restart by its policy like any other end.
            await EndAsync(slot, ExitCode(task), task?.ExitedAt?.ToDateTimeOffset() ?? Now);
        }
        else if (container.State.Restarting)
        {
            slot.RestartDelay = FirstDelay;
            ScheduleRestart(slot);
        }
    }

    private void Adopt(ContainerSlot slot, Wire.TaskProcess task)
    {
        Container container = slot.Current;
        bool paused = task.Status is Wire.TaskStatus.Paused or Wire.TaskStatus.Pausing;
        Save(slot, container with
        {
            State = container.State with
            {
                Status = paused ? ContainerStatus.Paused : ContainerStatus.Running,
                Pid = (int)task.Pid,
                StartedAt = container.State.Pid == (int)task.Pid ? container.State.StartedAt : Now,
            },
        });
        WatchHealth(slot);
        Log.Adopted(_logger, container.Name, container.Id, (int)task.Pid);
    }

    /// <summary>Objects of ours in containerd that no record knows.</summary>
    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        Wire.ContainerList containers = await Containerd.Containers.ListAsync(
            new Wire.ListContainers { Filters = { "labels.\"linkspan.container\"" } }, Containerd.Headers, cancellationToken: cancellationToken);
        foreach (string id in containers.Containers.Select(static container => container.Id).Where(id => !_slots.ContainsKey(id)))
        {
            Log.Leftover(_logger, "container", id);
            await TryAsync(id, "deletion of the task", () => DeleteTaskAsync(id));
            await Containerd.Containers.DeleteAsync(new Wire.DeleteContainer { Id = id }, Containerd.Headers, cancellationToken: cancellationToken).IgnoreMissingAsync();
        }

        List<string> snapshots = [];
        using (AsyncServerStreamingCall<Wire.SnapshotList> call = Containerd.Snapshots.List(
            new Wire.ListSnapshots { Snapshotter = _host.Snapshotter, Filters = { "labels.\"linkspan.container\"" } },
            Containerd.Headers, cancellationToken: cancellationToken))
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                snapshots.AddRange(call.ResponseStream.Current.Info.Select(static info => info.Name));
            }
        }

        foreach (string name in snapshots.Where(name => !_slots.ContainsKey(name)))
        {
            Log.Leftover(_logger, "snapshot", name);
            await Containerd.Snapshots.RemoveAsync(
                new Wire.SnapshotKey { Snapshotter = _host.Snapshotter, Key = name }, Containerd.Headers, cancellationToken: cancellationToken).IgnoreMissingAsync();
        }
    }

    /// <summary>Containers that stand still but whose policy wants them with the daemon: <c>always</c>, and <c>unless-stopped</c> where no user stopped them.</summary>
    private void StartByPolicy()
    {
        foreach (ContainerSlot slot in _slots.Values)
        {
            Container container = slot.Current;
            if (container.State is { Status: ContainerStatus.Exited } && container.HostConfig.RestartPolicy.Name is "always" or "unless-stopped"
                && RestartDecision.Wants(container, container.State.ExitCode) && container.State.Status == ContainerStatus.Exited)
            {
                Save(slot, container with { State = container.State with { Status = ContainerStatus.Restarting } });
                slot.RestartDelay = FirstDelay;
                ScheduleRestart(slot);
            }
        }
    }
}
