using Linkspan.Containers.Lifecycle;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers;

/// <content>Memberships of containers that exist.</content>
public sealed partial class ContainerService
{
    /// <summary>Joins a container, running or not, to one more network.</summary>
    public Task ConnectAsync(string network, string reference, EndpointRequest request, CancellationToken cancellationToken)
    {
        Network found = _sandboxes.FindNetwork(network);
        return ChangeAsync(
            reference,
            async slot =>
            {
                Container container = slot.Current;
                RequireOwnNetwork(container, found);
                if (container.State.Status is ContainerStatus.Removing or ContainerStatus.Dead)
                {
                    throw Conflict("container is marked for removal and cannot be connected to a network");
                }

                if (container.Endpoints.Any(endpoint => Names(endpoint, found)))
                {
                    throw new LinkspanException(ErrorKind.Forbidden, $"endpoint with name {container.Name} already exists in network {found.Name}");
                }

                EndpointRequest wanted = request with { Network = found.Name };
                Container joined = container with { Endpoints = [.. container.Endpoints, wanted] };
                if (_sandboxes.Find(container.SandboxId) is not null)
                {
                    Sandbox sandbox = await _sandboxes.ConnectAsync(container.SandboxId, wanted, cancellationToken);
                    Save(slot, joined);
                    WriteNames(joined, sandbox);
                }
                else
                {
                    _sandboxes.Validate(SandboxRequests.Of(joined));
                    Save(slot, joined);
                }
            },
            cancellationToken);
    }

    /// <summary>Takes a container, running or not, off a network.</summary>
    /// <param name="network">Network.</param>
    /// <param name="reference">Container.</param>
    /// <param name="force">A container that no longer exists is no error.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task DisconnectAsync(string network, string reference, bool force, CancellationToken cancellationToken)
    {
        Network found = _sandboxes.FindNetwork(network);
        try
        {
            await ChangeAsync(reference, slot => LeaveAsync(slot, found, cancellationToken), cancellationToken);
        }
        catch (LinkspanException e) when (force && e.Kind == ErrorKind.NotFound && e.Message == NotFound(reference).Message)
        {
            // The engine's sandbox of a container that is gone closes with its record; nothing is left to take off.
        }
    }

    private static bool Names(EndpointRequest endpoint, Network network) =>
        endpoint.Network == network.Name || endpoint.Network == network.Id
        || (endpoint.Network.Length >= 3 && network.Id.StartsWith(endpoint.Network, StringComparison.Ordinal));

    private static void RequireOwnNetwork(Container container, Network network)
    {
        if (container.NetworkMode == "host" || container.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            throw Invalid("container sharing network namespace with another container or host cannot be connected to any other network");
        }

        if (network is { Predefined: true, Driver: "host" })
        {
            throw Invalid("cannot connect container to host network - container must be created in host network mode");
        }

        if (network is { Predefined: true, Driver: "null" } || container.Endpoints.Count == 0 && container.NetworkMode == "none")
        {
            throw Invalid("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
    }

    private async Task LeaveAsync(ContainerSlot slot, Network network, CancellationToken cancellationToken)
    {
        Container container = slot.Current;
        if (container.NetworkMode == "host" && network is { Predefined: true, Driver: "host" })
        {
            throw Invalid("cannot disconnect container from host network - container was created in host network mode");
        }

        EndpointRequest endpoint = container.Endpoints.FirstOrDefault(e => Names(e, network))
            ?? throw Invalid($"container {container.Id} is not connected to network {network.Name}");
        Container left = container with { Endpoints = [.. container.Endpoints.Where(e => e != endpoint)] };
        if (_sandboxes.Find(container.SandboxId) is not null)
        {
            Sandbox sandbox = await _sandboxes.DisconnectAsync(container.SandboxId, network.Id, cancellationToken);
            Save(slot, left);
            WriteNames(left, sandbox);
        }
        else
        {
            Save(slot, left);
        }
    }
}
