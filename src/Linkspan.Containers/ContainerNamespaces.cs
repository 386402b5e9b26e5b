using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Model;
using Linkspan.Containers.Store;
using Linkspan.Engine;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>
/// Where network stacks are found whose pins are gone: at a process that runs in them. The engine asks while it is opened, before there is a
/// <see cref="ContainerPlatform"/>, so that the store and containerd are asked directly.
/// </summary>
public static class ContainerNamespaces
{
    /// <summary>Finds the namespaces of sandboxes in which a container runs, be it their own or one that shares the stack.</summary>
    /// <returns><c>/proc/PID/ns/net</c> by the sandbox's id.</returns>
    /// <exception cref="LinkspanException">containerd or runc is missing, or does not answer; the store cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        ContainersOptions options, IReadOnlyCollection<string> sandboxes, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        var wanted = sandboxes.ToHashSet(StringComparer.Ordinal);
        Container[] users = [.. Stored(options).Where(container => wanted.Contains(container.SandboxId))];
        if (users.Length == 0)
        {
            return found;
        }

        await using ContainerdHost host = await ContainerdHost.OpenAsync(options, loggers.CreateLogger("Linkspan.Containers"), time, cancellationToken);
        Dictionary<string, Wire.TaskProcess> tasks = await TasksAsync(host.Connection, cancellationToken);
        foreach (Container container in users)
        {
            if (tasks.GetValueOrDefault(container.Id) is { } task && ContainerService.IsAlive(task))
            {
                found[container.SandboxId] = $"/proc/{task.Pid}/ns/net";
            }
        }

        return found;
    }

    private static IEnumerable<Container> Stored(ContainersOptions options)
    {
        string path = Path.Combine(options.DataRoot, ContainerDatabase.FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var database = new ContainerDatabase(path);
        return database.Containers().Select(static item => item.Container);
    }

    private static async Task<Dictionary<string, Wire.TaskProcess>> TasksAsync(ContainerdConnection containerd, CancellationToken cancellationToken)
    {
        try
        {
            return await ContainerService.TasksAsync(containerd, cancellationToken);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e.ToUser("containers that run");
        }
    }
}
