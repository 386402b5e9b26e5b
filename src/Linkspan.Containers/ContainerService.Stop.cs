using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Containers.Spec;
using Linkspan.Containers.Tools;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers;

/// <content>What is done to a running container: stop, kill, restart, pause, update, top.</content>
public sealed partial class ContainerService
{
    /// <summary>Asks for the end by the stop signal and enforces it after the timeout.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="signal">Other signal; null takes the container's.</param>
    /// <param name="timeoutSeconds">Other timeout, negative for ever; null takes the container's.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False where it does not run.</returns>
    public async Task<bool> StopAsync(string reference, string? signal, int? timeoutSeconds, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        string asked = !string.IsNullOrEmpty(signal) ? signal : slot.Current.Config.StopSignal;
        int number = asked.Length > 0 ? Signals.Parse(asked) : Signals.Terminate;
        int seconds = timeoutSeconds ?? slot.Current.Config.StopTimeout ?? _options.StopTimeoutSeconds;
        if (!await SignalEndAsync(slot, number, cancellationToken))
        {
            return false;
        }

        Emit(slot.Current, "stop");
        return true;

        // The exit handler needs the lock: it is held to send the signal, not to wait for its effect.
        async Task<bool> SignalEndAsync(ContainerSlot stopping, int first, CancellationToken token)
        {
            Task<ContainerExit> ended = stopping.NextExit();
            if (!await RequestEndAsync(stopping, first, token))
            {
                return false;
            }

            if (seconds >= 0 && await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(seconds), _time, token)) != ended)
            {
                token.ThrowIfCancellationRequested();
                await SendSignalAsync(stopping, Signals.Kill);
            }

            await ended.WaitAsync(token);
            return true;
        }
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="signal">Name or number; null or empty means SIGKILL.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task KillAsync(string reference, string? signal, CancellationToken cancellationToken)
    {
        ContainerSlot slot = Slot(reference);
        int number = SignalOf(reference, signal);
        string stop = slot.Current.Config.StopSignal;
        bool ends = number == Signals.Kill || number == (stop.Length > 0 ? Signals.Parse(stop) : Signals.Terminate);
        Task<ContainerExit> ended = slot.NextExit();
        if (!slot.Current.State.Running || slot.Current.State.Restarting)
        {
            throw Conflict($"cannot kill container: {reference}: container {slot.Current.Id} is not running");
        }

        if (!ends)
        {
            await SendSignalAsync(slot, number);
        }
        else if (await RequestEndAsync(slot, number, cancellationToken) && number == Signals.Kill)
        {
            await ended.WaitAsync(cancellationToken);
        }
    }

    private static int SignalOf(string reference, string? signal)
    {
        try
        {
            return string.IsNullOrEmpty(signal) ? Signals.Kill : Signals.Parse(signal);
        }
        catch (LinkspanException e)
        {
            throw new LinkspanException(e.Kind, $"cannot kill container: {reference}: {e.Message}", e);
        }
    }

    /// <summary>Stops, where it runs, and starts.</summary>
    public async Task RestartAsync(string reference, string? signal, int? timeoutSeconds, CancellationToken cancellationToken)
    {
        string id = Slot(reference).Current.Id;
        await StopAsync(id, signal, timeoutSeconds, cancellationToken);
        await StartAsync(id, cancellationToken);
        Emit(Find(id), "restart");
    }

    /// <summary>Freezes all its processes.</summary>
    public Task PauseAsync(string reference, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            Container container = slot.Current;
            RequireRunning(container);
            await slot.FreezeAsync(
                async () =>
                {
                    await Containerd.Tasks.PauseAsync(new Wire.TaskKey { ContainerId = container.Id }, Containerd.Headers, cancellationToken: cancellationToken);
                    Save(slot, container with { State = container.State with { Status = ContainerStatus.Paused } });
                },
                cancellationToken);
            Emit(container, "pause");
        },
        cancellationToken);

    /// <summary>Thaws all its processes.</summary>
    public Task UnpauseAsync(string reference, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            Container container = slot.Current;
            if (!container.State.Paused)
            {
                throw Conflict($"Container {container.Id} is not paused");
            }

            await Containerd.Tasks.ResumeAsync(new Wire.TaskKey { ContainerId = container.Id }, Containerd.Headers, cancellationToken: cancellationToken);
            Save(slot, container with { State = container.State with { Status = ContainerStatus.Running } });
            Emit(container, "unpause");
        },
        cancellationToken);

    /// <summary>Gives it another name.</summary>
    public Task RenameAsync(string reference, string name, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            Container container = slot.Current;
            string wanted = name.TrimStart('/');
            if (wanted.Length == 0)
            {
                throw Invalid("Neither old nor new names may be empty");
            }

            try
            {
                CheckName(wanted);
            }
            catch (LinkspanException e)
            {
                throw new LinkspanException(e.Kind, "Error when allocating new name: " + e.Message, e);
            }

            if (wanted == container.Name)
            {
                throw Invalid("Renaming a container with the same name as its current name");
            }

            if (!_idByName.TryAdd(wanted, container.Id))
            {
                throw Conflict("Error when allocating new name: " + NameTaken(wanted).Message);
            }

            try
            {
                if (container.SandboxId == container.Id && _sandboxes.Find(container.Id) is not null)
                {
                    await _sandboxes.RenameAsync(container.Id, wanted, cancellationToken);
                }

                Save(slot, container with { Name = wanted });
            }
            catch
            {
                _idByName.TryRemove(wanted, out _);
                throw;
            }

            _idByName.TryRemove(container.Name, out _);
            Emit(slot.Current, "rename", ("oldName", "/" + container.Name));
        },
        cancellationToken);

    /// <summary>Changes limits and restart policy.</summary>
    /// <returns>Warnings.</returns>
    public Task<IReadOnlyList<string>> UpdateAsync(string reference, ResourceUpdate update, CancellationToken cancellationToken) => ChangeAsync(
        reference,
        async slot =>
        {
            Container container = slot.Current;
            HostConfig old = container.HostConfig;
            HostConfig host = old with
            {
                Memory = update.Memory ?? old.Memory,
                MemorySwap = update.MemorySwap ?? old.MemorySwap,
                MemoryReservation = update.MemoryReservation ?? old.MemoryReservation,
                NanoCpus = update.NanoCpus ?? old.NanoCpus,
                CpuShares = update.CpuShares ?? old.CpuShares,
                CpuPeriod = update.CpuPeriod ?? old.CpuPeriod,
                CpuQuota = update.CpuQuota ?? old.CpuQuota,
                CpusetCpus = update.CpusetCpus ?? old.CpusetCpus,
                CpusetMems = update.CpusetMems ?? old.CpusetMems,
                PidsLimit = update.PidsLimit ?? old.PidsLimit,
                RestartPolicy = update.RestartPolicy ?? old.RestartPolicy,
                PortBindings = update.PortBindings ?? old.PortBindings,
            };
            List<string> warnings = [];
            ContainerRules.Check(container.Config, host, warnings);
            if (container.State.Running && !container.State.Restarting)
            {
                var resources = new Any
                {
                    TypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources",
                    Value = ByteString.CopyFrom(RuntimeSpec.WriteResources(host)),
                };
                await Containerd.Tasks.UpdateAsync(
                    new Wire.UpdateTask { ContainerId = container.Id, Resources = resources }, Containerd.Headers, cancellationToken: cancellationToken);
            }

            Container updated = container with { HostConfig = host };
            if (update.PortBindings is not null)
            {
                await PublishAsync(updated, warnings, cancellationToken);
            }

            Save(slot, updated);
            Emit(container, "update");
            return (IReadOnlyList<string>)warnings;
        },
        cancellationToken);

    /// <summary>Has the engine publish the ports of a container that has a stack of its own; of one that does not run they are published at its start.</summary>
    private async Task PublishAsync(Container updated, List<string> warnings, CancellationToken cancellationToken)
    {
        if (updated.Endpoints.Count == 0 && updated.HostConfig.PortBindings.Count > 0)
        {
            throw Invalid($"container {updated.Name} has no network of its own (mode {updated.NetworkMode}), so no ports of it can be published");
        }

        if (updated.Endpoints.Count > 0)
        {
            SandboxRequest request = SandboxRequests.Of(updated);
            warnings.AddRange(_sandboxes.Validate(request));
            if (_sandboxes.Find(updated.SandboxId) is not null)
            {
                await _sandboxes.SetPortsAsync(updated.SandboxId, request.Ports, cancellationToken);
            }
        }
    }

    /// <summary>Its processes by ps(1).</summary>
    /// <param name="reference">Container.</param>
    /// <param name="arguments">Arguments of ps; empty means <c>-ef</c>.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<ContainerProcesses> TopAsync(string reference, string arguments, CancellationToken cancellationToken)
    {
        Container container = Find(reference);
        if (!container.State.Paused)
        {
            RequireRunning(container);
        }

        Wire.PidList list = await Containerd.Tasks.ListPidsAsync(
            new Wire.TaskKey { ContainerId = container.Id }, Containerd.Headers, cancellationToken: cancellationToken);
        HashSet<string> pids = [.. list.Processes.Select(static process => process.Pid.ToString())];
        string[] words = (arguments.Length > 0 ? arguments : "-ef").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ToolResult result = await ExternalTool.Find("ps", "procps").RunAsync(words, null, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Invalid($"ps: {result.Error.Trim()}");
        }

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] titles = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int column = Array.IndexOf(titles, "PID");
        if (column < 0)
        {
            throw Invalid("Couldn't find PID field in ps output");
        }

        // The last column may hold blanks.
        return new ContainerProcesses(titles, [.. lines.Skip(1)
            .Select(line => line.Split(' ', titles.Length, StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row.Length > column && pids.Contains(row[column]))]);
    }

    private static void RequireRunning(Container container)
    {
        if (container.State.Paused)
        {
            throw Conflict($"Container {container.Id} is already paused");
        }

        if (container.State.Restarting)
        {
            throw Conflict($"Container {container.Id} is restarting, wait until the container is running");
        }

        if (!container.State.Running)
        {
            throw Conflict($"container {container.Id} is not running");
        }
    }

    /// <summary>Notes that a user wants the end, then sends the signal.</summary>
    /// <returns>False where it does not run; a pending restart is called off.</returns>
    private Task<bool> RequestEndAsync(ContainerSlot slot, int signal, CancellationToken cancellationToken) => ChangeAsync(
        slot.Current.Id,
        async held =>
        {
            Container container = held.Current;
            if (container.State.Restarting)
            {
                await CancelRestartAsync(held);
                Save(held, container with { StoppedByUser = true, State = container.State with { Status = ContainerStatus.Exited } });
                held.Ended(new ContainerExit(container.State.ExitCode, ""));
                return true;
            }

            if (!container.State.Running)
            {
                return false;
            }

            held.StopRequested = true;
            Save(held, container with { StoppedByUser = true });
            if (container.State.Paused)
            {
                await Containerd.Tasks.ResumeAsync(new Wire.TaskKey { ContainerId = container.Id }, Containerd.Headers).IgnoreMissingAsync();
            }

            await SendSignalAsync(held, signal);
            return true;
        },
        cancellationToken);

    private async Task SendSignalAsync(ContainerSlot slot, int signal)
    {
        Container container = slot.Current;
        bool sent = await Containerd.Tasks.KillAsync(
            new Wire.KillProcess { ContainerId = container.Id, Signal = (uint)signal, All = signal == Signals.Kill && container.HostConfig.PidMode == "host" },
            Containerd.Headers).IgnoreMissingAsync();
        if (sent)
        {
            Emit(container, "kill", ("signal", signal.ToString()));
        }
    }
}
