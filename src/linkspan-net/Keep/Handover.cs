using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Linkspan.Engine.Keeper;
using Linkspan.Net.Keep.Logs;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Net.Keep;

/// <summary>
/// The new keeper's side of a handover: everything that the old one holds arrives by SCM_RIGHTS, the lock included. The old one retires only when this
/// one says that it serves; where it fails before, the old one goes on as if nothing had been.
/// </summary>
internal static class Handover
{
    private const int TimeoutSeconds = 30;
    private const int MaxStateBytes = 256 * 1024 * 1024;

    /// <summary>Takes everything over from the keeper that runs.</summary>
    /// <exception cref="KeepException">There is none, or it does not hand over.</exception>
    public static Keeper Take(KeepOptions options)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(options.SocketPath));
        int descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        DescriptorChannel.MakeBlocking(descriptor, TimeoutSeconds);
        Ask(descriptor);
        byte[] size = new byte[sizeof(int)];
        if (!DescriptorChannel.TryReceive(descriptor, size) || BitConverter.ToInt32(size) is not (> 0 and < MaxStateBytes and int length))
        {
            throw new KeepException(KeepException.Protocol, "the running keeper sends no state");
        }

        byte[] json = new byte[length];
        if (!DescriptorChannel.TryReceive(descriptor, json))
        {
            throw new KeepException(KeepException.Protocol, "the running keeper's state breaks off");
        }

        HandoverState state = JsonSerializer.Deserialize(json, HandoverJson.Default.HandoverState)
            ?? throw new KeepException(KeepException.Protocol, "the running keeper's state is empty");
        int[] descriptors = new int[state.Descriptors];
        if (!DescriptorChannel.TryReceiveDescriptors(descriptor, descriptors))
        {
            throw new KeepException(KeepException.Protocol, "the running keeper's descriptors break off");
        }

        Keeper keeper = Restore(options, state, new Queue<int>(descriptors));
        DescriptorChannel.TrySend(descriptor, "1"u8);
        return keeper;
    }

    private static void Ask(int descriptor)
    {
        var hello = new KeeperRequest { Id = 1, Hello = new KeeperHello(KeeperHello.Protocol, PortRuns: true) };
        var handover = new KeeperRequest { Id = 2, Handover = true };
        foreach (KeeperRequest request in (KeeperRequest[])[hello, handover])
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, KeeperJson.Default.KeeperRequest), (byte)'\n'];
            if (!DescriptorChannel.TrySend(descriptor, line) || ReadAnswer(descriptor) is not { Error: null })
            {
                throw new KeepException(KeepException.Protocol, "the running keeper does not hand over; it may be of another version");
            }
        }
    }

    private static KeeperAnswer? ReadAnswer(int descriptor)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (DescriptorChannel.TryReceive(descriptor, one))
        {
            if (one[0] == (byte)'\n')
            {
                return JsonSerializer.Deserialize(line.ToString(), KeeperJson.Default.KeeperAnswer);
            }

            line.Append((char)one[0]);
        }

        return null;
    }

    private static Keeper Restore(KeepOptions options, HandoverState state, Queue<int> descriptors)
    {
        var keeper = new Keeper(options, new KeeperDescriptors(descriptors.Dequeue(), descriptors.Dequeue()), state.Instance);
        keeper.Names.Put(state.Endpoints);
        foreach (KeeperSandbox sandbox in state.Sandboxes)
        {
            int udp = descriptors.Dequeue();
            int tcp = descriptors.Dequeue();
            int inside = descriptors.Dequeue();
            keeper.Names.Adopt(sandbox, NetworkNamespace.Open($"/proc/self/fd/{inside}"), udp, tcp);
            _ = LibC.Close(inside);
        }

        foreach (KeeperLease lease in state.Leases)
        {
            keeper.Leases.Adopt(lease);
        }

        keeper.OnPorts(() =>
        {
            foreach (KeeperPort port in state.Ports)
            {
                keeper.Ports.Adopt(port, descriptors);
            }

            return true;
        });
        keeper.OnLogs(() =>
        {
            foreach (HandoverLog log in state.Logs)
            {
                Restore(keeper, log, descriptors);
            }

            return true;
        });
        return keeper;
    }

    private static void Restore(Keeper keeper, HandoverLog handed, Queue<int> descriptors)
    {
        int stdin = handed.HasInput ? descriptors.Dequeue() : -1;
        int stdout = descriptors.Dequeue();
        int stderr = handed.Partials.Count > 1 ? descriptors.Dequeue() : -1;
        ContainerLog log = keeper.Logs.Adopt(handed.Settings, new LogDescriptors(stdin, stdout, stderr));
        if (log.File is not null)
        {
            log.File.Generation = handed.Generation;
        }

        for (int i = 0; i < handed.Partials.Count; i++)
        {
            log.Pipes[i].Splitter.Keep(handed.Partials[i]);
        }

        log.Stdin?.Restore(handed.Input, handed.InputEnding);
        foreach (HandoverClient client in handed.Clients)
        {
            AttachedClient attached = keeper.Logs.Adopt(log, client.Settings, descriptors.Dequeue());
            attached.Restore(client.Waiting, client.InputEnded);
        }

        log.Start();
    }
}
