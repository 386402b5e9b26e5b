using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Ends: by event, and by comparison where events were lost; restarts by policy.</content>
public sealed partial class ContainerService
{
    private const string ReadyTopic = "/linkspan/ready";
    private const int Unknown = 255;

    private const int KilledExitCode = 137; // 128 + SIGKILL

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongRun = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Waits for an end. The wait stands when the method returns its task, so that a start sent afterwards cannot outrun it;
    /// a wrong reference is a task that has failed already.
    /// </summary>
    public async Task<ContainerExit> WaitAsync(string reference, WaitCondition condition, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        Task<ContainerExit> wait = condition == WaitCondition.Removed ? slot.Removed() : slot.NextExit();
        ContainerState state = slot.Current.State;
        if (condition == WaitCondition.NotRunning && !state.Running)
        {
            return new ContainerExit(state.ExitCode, state.Error);
        }

        return await wait.WaitAsync(cancellationToken);
    }

    /// <summary>Follows containerd's events until closing. A new stream counts once a marker of our own came back through it.</summary>
    /// <param name="ready">Told once events flow for the first time.</param>
    private async Task FollowEventsAsync(TaskCompletionSource ready)
    {
        CancellationToken closing = _closing.Token;
        bool first = true;
        while (!closing.IsCancellationRequested)
        {
            using var marking = CancellationTokenSource.CreateLinkedTokenSource(closing);
            try
            {
                if (!first)
                {
                    await _host.EnsureAsync(closing);
                }

                var filters = new Wire.SubscribeEvents { Filters = { "topic==\"/tasks/exit\"", "topic==\"/tasks/oom\"", $"topic==\"{ReadyTopic}\"" } };
                using AsyncServerStreamingCall<Wire.Envelope> call = Containerd.Events.Subscribe(filters, Containerd.Headers, cancellationToken: closing);
                Task marker = MarkAsync(marking.Token);
                while (await call.ResponseStream.MoveNext(closing))
                {
                    Wire.Envelope envelope = call.ResponseStream.Current;
                    if (envelope.Namespace == _host.Namespace && envelope.Topic == ReadyTopic && !marking.IsCancellationRequested)
                    {
                        await marking.CancelAsync();
                        await marker;
                        if (!ready.TrySetResult())
                        {
                            InBackground(ResyncAsync);
                        }

                        first = false;
                    }
                    else if (envelope.Namespace == _host.Namespace)
                    {
                        OnEvent(envelope);
                    }
                }
            }
            catch (Exception e) when (!closing.IsCancellationRequested && (e is RpcException or LinkspanException))
            {
                Log.EventsLost(_logger, e);
                first = false;
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (closing.IsCancellationRequested && (e is RpcException or OperationCanceledException))
            {
                break;
            }
            finally
            {
                await marking.CancelAsync();
            }
        }
    }

    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        var marker = new Wire.PublishEvent
        {
            Topic = ReadyTopic,
            Event = new Google.Protobuf.WellKnownTypes.Any { TypeUrl = "containerd.events.TaskOOM" },
        };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Containerd.Events.PublishAsync(marker, Containerd.Headers, cancellationToken: cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private void OnEvent(Wire.Envelope envelope)
    {
        if (envelope.Topic == "/tasks/exit")
        {
            Wire.TaskExit exit = Wire.TaskExit.Parser.ParseFrom(envelope.Event.Value);
            DateTimeOffset time = exit.ExitedAt?.ToDateTimeOffset() ?? Now;
            InBackground(() => exit.Id == exit.ContainerId
                ? OnExitAsync(exit.ContainerId, (int)exit.Pid, (int)exit.ExitStatus, time)
                : OnExecExitAsync(exit.Id, (int)exit.ExitStatus));
        }
        else if (envelope.Topic == "/tasks/oom")
        {
            Wire.TaskOutOfMemory oom = Wire.TaskOutOfMemory.Parser.ParseFrom(envelope.Event.Value);
            if (_slots.TryGetValue(oom.ContainerId, out ContainerSlot? slot))
            {
                slot.OutOfMemory = true;
                Emit(slot.Current, "oom");
                InBackground(() => MarkOutOfMemoryAsync(slot));
            }
        }
    }

    /// <summary>containerd tells of the kernel's killing and of the end on two ways: where the end came first, it is marked afterwards.</summary>
    private async Task MarkOutOfMemoryAsync(ContainerSlot slot)
    {
        await slot.Gate.WaitAsync();
        try
        {
            Container container = slot.Current;
            if (!slot.Gone && container.State is { Running: false, OomKilled: false, ExitCode: KilledExitCode })
            {
                Save(slot, container with { State = container.State with { OomKilled = true } });
            }
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async Task OnExitAsync(string id, int pid, int exitCode, DateTimeOffset time)
    {
        if (!_slots.TryGetValue(id, out ContainerSlot? slot))
        {
            return;
        }

        await slot.Gate.WaitAsync();
        try
        {
            // Not the process that runs now: an end that was seen already, or that of a failed start.
            if (!slot.Gone && slot.Current.State.Pid == pid && slot.Current.State.Running)
            {
                await EndAsync(slot, exitCode, time);
            }
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Under the lock: takes what ran away, writes the new state, tells everyone, applies the policy.</summary>
    private async Task EndAsync(ContainerSlot slot, int exitCode, DateTimeOffset time)
    {
        Container container = slot.Current;
        HealthState? health = await EndWatchAsync(slot);
        container = slot.Current;
        await CleanUpAsync(container);
        await EndExecsAsync(container.Id);
        TimeSpan ran = time - (container.State.StartedAt ?? time);
        bool restart = !slot.StopRequested && RestartDecision.Wants(container, exitCode) && !_closing.IsCancellationRequested;
        Container ended = container with
        {
            RestartCount = container.RestartCount + (restart ? 1 : 0),
            State = container.State with
            {
                Status = restart ? ContainerStatus.Restarting : ContainerStatus.Exited,
                Pid = 0,
                ExitCode = exitCode,
                OomKilled = slot.OutOfMemory,
                Health = health,
                FinishedAt = time,
            },
        };
        slot.StopRequested = false;
        Save(slot, ended);
        Emit(ended, "die", ("exitCode", exitCode.ToString()), ("execDuration", ((long)ran.TotalSeconds).ToString()));
        foreach (MountPoint mount in ended.Mounts.Where(static mount => mount.Type == "volume"))
        {
            _events.Add("volume", "unmount", mount.Name, new Dictionary<string, string>(VolumeStore.Driver, StringComparer.Ordinal) { ["container"] = ended.Id });
        }

        Log.Ended(_logger, ended.Name, ended.Id, exitCode);
        if (restart)
        {
            slot.RestartDelay = ran >= LongRun || slot.RestartDelay == TimeSpan.Zero ? FirstDelay
                : slot.RestartDelay * 2 < LongestDelay ? slot.RestartDelay * 2 : LongestDelay;
            ScheduleRestart(slot);
        }

        slot.Ended(new ContainerExit(exitCode, ""));
        if (!restart && ended.HostConfig.AutoRemove)
        {
            await RemoveCoreAsync(slot, volumes: true);
        }
    }

    private void ScheduleRestart(ContainerSlot slot)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        slot.Restart = cancel;
        TimeSpan delay = slot.RestartDelay;
        InBackground(async () =>
        {
            using CancellationTokenSource own = cancel;
            await Task.Delay(delay, _time, own.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (own.IsCancellationRequested)
            {
                return;
            }

            await slot.Gate.WaitAsync(CancellationToken.None);
            try
            {
                if (!own.IsCancellationRequested && !slot.Gone && slot.Current.State.Restarting)
                {
                    slot.Restart = null;
                    await StartCoreAsync(slot, slot.Current, CancellationToken.None);
                }
            }
            catch (LinkspanException e)
            {
                Log.RestartFailed(_logger, slot.Current.Id, e);
            }
            finally
            {
                slot.Gate.Release();
            }
        });
    }

    /// <summary>Compares every container that should run with containerd's tasks; ends that no event told are caught up.</summary>
    private async Task ResyncAsync()
    {
        Dictionary<string, Wire.TaskProcess> tasks = await TasksAsync(_closing.Token);
        foreach (ContainerSlot slot in _slots.Values)
        {
            ContainerState state = slot.Current.State;
            if (state.Pid != 0 && state.Running && (!tasks.TryGetValue(slot.Current.Id, out Wire.TaskProcess? task) || Stopped(task)))
            {
                await OnExitAsync(slot.Current.Id, state.Pid, ExitCode(task), task?.ExitedAt?.ToDateTimeOffset() ?? Now);
            }
        }
    }

    /// <summary>True where the container's own program runs, or is paused.</summary>
    internal static bool IsAlive(Wire.TaskProcess task) => !Stopped(task) && task.Status != Wire.TaskStatus.Created;

    private static bool Stopped(Wire.TaskProcess task) => task.Status is Wire.TaskStatus.Stopped or Wire.TaskStatus.Unknown;

    private static int ExitCode(Wire.TaskProcess? task) => task is null ? Unknown : (int)task.ExitStatus;

    private Task<Dictionary<string, Wire.TaskProcess>> TasksAsync(CancellationToken cancellationToken) => TasksAsync(Containerd, cancellationToken);

    /// <summary>containerd's tasks by their container.</summary>
    internal static async Task<Dictionary<string, Wire.TaskProcess>> TasksAsync(ContainerdConnection containerd, CancellationToken cancellationToken)
    {
        Wire.TaskList list = await containerd.Tasks.ListAsync(new Wire.ListTasks(), containerd.Headers, cancellationToken: cancellationToken);
        return list.Tasks.ToDictionary(static task => task.ContainerId.Length > 0 ? task.ContainerId : task.Id, StringComparer.Ordinal);
    }

    private void OnKeeperEmptied() => InBackground(async () =>
    {
        foreach (Container container in List().Where(static container => container.State.Pid != 0))
        {
            await TryAsync(container.Id, "opening of the log", () => _keeper.OpenLogAsync(LogOf(container), CancellationToken.None));
        }
    });
}
