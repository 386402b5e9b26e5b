using Linkspan.Containers.Containerd;
using Linkspan.Containers.Health;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Health checks: one loop a running container that has any; it ends with the process that it watches.</content>
public sealed partial class ContainerService
{
    private const int NotRun = -1;

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(1);

    /// <summary>Under the lock: begins to watch a container that has just been started or found running.</summary>
    private void WatchHealth(ContainerSlot slot)
    {
        if (HealthPlan.Of(slot.Current.Config) is not { } plan)
        {
            return;
        }

        var watch = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        slot.Watch = watch;
        int pid = slot.Current.State.Pid;
        InBackground(async () =>
        {
            using CancellationTokenSource own = watch;
            await WatchAsync(slot, plan, pid, own.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }

    /// <summary>Under the lock: the process ended. A container that does not run is not healthy.</summary>
    private static async Task<HealthState?> EndWatchAsync(ContainerSlot slot)
    {
        if (slot.Watch is { } watch)
        {
            slot.Watch = null;
            await watch.CancelAsync();
        }

        return slot.Current.State.Health is { } health ? health with { Status = HealthState.Unhealthy } : null;
    }

    private async Task WatchAsync(ContainerSlot slot, HealthPlan plan, int pid, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ContainerState state = slot.Current.State;
            DateTimeOffset started = state.StartedAt ?? Now;
            await Task.Delay(plan.Pause(state.Health ?? new HealthState(), Now - started), _time, cancellationToken);
            if (slot.Current.State.Pid != pid)
            {
                return;
            }

            if (slot.Current.State.Status == ContainerStatus.Running)
            {
                HealthResult result = await ProbeAsync(slot.Current, plan, cancellationToken);
                await KeepAsync(slot, plan, pid, result, cancellationToken);
            }
        }
    }

    private async Task KeepAsync(ContainerSlot slot, HealthPlan plan, int pid, HealthResult result, CancellationToken cancellationToken)
    {
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            Container container = slot.Current;
            if (slot.Gone || container.State.Pid != pid || container.State.Paused)
            {
                return; // what a frozen container does not answer says nothing of its health
            }

            HealthState before = container.State.Health ?? new HealthState();
            HealthState after = plan.After(before, result, container.State.StartedAt ?? result.Start);
            Save(slot, container with { State = container.State with { Health = after } });
            if (after.Status != before.Status)
            {
                Emit(slot.Current, "health_status: " + after.Status);
            }
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Runs the check once, as an exec of its own.</summary>
    private async Task<HealthResult> ProbeAsync(Container container, HealthPlan plan, CancellationToken cancellationToken)
    {
        DateTimeOffset start = Now;
        string exec = "";
        try
        {
            exec = await CreateExecAsync(container.Id, new ExecConfig { Cmd = plan.Command, AttachStdout = true, AttachStderr = true }, cancellationToken);
            await using AttachSession session = (await StartExecAsync(exec, new ExecStart(Detach: false, []), cancellationToken))!;
            Task<string> output = ProbeOutput.ReadAsync(session.Output, cancellationToken);
            if (await Task.WhenAny(output, Task.Delay(plan.Timeout, _time, cancellationToken)) == output)
            {
                return new HealthResult(start, Now, FindExec(exec).ExitCode ?? NotRun, await output);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await Containerd.Tasks.KillAsync(
                new Wire.KillProcess { ContainerId = container.Id, ExecId = exec, Signal = Signals.Kill, All = false }, Containerd.Headers, cancellationToken: CancellationToken.None).IgnoreMissingAsync();
            await Task.WhenAny(output, Task.Delay(KillLimit, _time, cancellationToken)); // a child of the process may hold the pipe on
            return new HealthResult(start, Now, NotRun, $"Health check exceeded timeout ({plan.Timeout.TotalSeconds:0.###}s)");
        }
        catch (Exception e) when (e is LinkspanException or Grpc.Core.RpcException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return new HealthResult(start, Now, NotRun, e.Message);
        }
        finally
        {
            _execs.TryRemove(exec, out _);
        }
    }
}
