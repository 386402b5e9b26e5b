using System.Text.Json;
using Linkspan.Engine.Keeper;
using Linkspan.Net.Keep.Logs;
using Linkspan.Net.Keep.Names;

namespace Linkspan.Net.Keep;

/// <summary>The old keeper's side of a handover.</summary>
internal static class HandoverSender
{
    private const int TimeoutSeconds = 30;

    /// <summary>Sends everything and waits until the new keeper says that it serves.</summary>
    /// <param name="socket">The connection to it.</param>
    /// <param name="keeper">This keeper.</param>
    /// <param name="runs">It knows runs of ports.</param>
    /// <returns>False where it did not; it then has nothing, since descriptors sent and not used are closed with its process.</returns>
    public static bool TrySend(int socket, Keeper keeper, bool runs)
    {
        var descriptors = new List<int> { keeper.Descriptors.Lock, keeper.Descriptors.Listener };
        foreach (HeldSandbox sandbox in keeper.Names.Sandboxes)
        {
            descriptors.AddRange([sandbox.Udp, sandbox.Tcp, sandbox.Network.Descriptor]);
        }

        KeeperPort[] ports = keeper.OnPorts(() => keeper.Ports.Describe(runs, descriptors));
        HandoverLog[] logs = keeper.OnLogs(() => keeper.Logs.Logs.Select(log => Describe(log, descriptors)).ToArray());
        var state = new HandoverState
        {
            Instance = keeper.Instance,
            Descriptors = descriptors.Count,
            Sandboxes = [.. keeper.Names.Sandboxes.Select(sandbox => sandbox.Settings)],
            Endpoints = [.. keeper.Names.Endpoints],
            Ports = ports,
            Leases = keeper.Leases.All,
            Logs = logs,
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, HandoverJson.Default.HandoverState);
        byte[] answer = new byte[1];
        DescriptorChannel.MakeBlocking(socket, TimeoutSeconds);
        return DescriptorChannel.TrySend(socket, BitConverter.GetBytes(json.Length))
            && DescriptorChannel.TrySend(socket, json)
            && DescriptorChannel.TrySendDescriptors(socket, [.. descriptors])
            && DescriptorChannel.TryReceive(socket, answer);
    }

    private static HandoverLog Describe(ContainerLog log, List<int> descriptors)
    {
        bool hasInput = log.Stdin is { Descriptor: >= 0 };
        if (hasInput)
        {
            descriptors.Add(log.Stdin!.Descriptor);
        }

        descriptors.AddRange(log.Pipes.Select(pipe => pipe.Descriptor));
        descriptors.AddRange(log.Clients.Select(client => client.Descriptor));
        return new HandoverLog
        {
            Settings = log.Settings,
            Generation = log.File?.Generation ?? 0,
            Partials = [.. log.Pipes.Select(pipe => pipe.Splitter.Partial.ToArray())],
            Input = hasInput ? log.Stdin!.Pending.ToArray() : [],
            HasInput = hasInput,
            InputEnding = hasInput && log.Stdin!.IsClosing,
            Clients = [.. log.Clients.Select(client => new HandoverClient(client.Settings, client.Waiting.ToArray(), client.InputEnded))],
        };
    }
}
