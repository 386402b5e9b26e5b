using System.Collections.Concurrent;
using Linkspan.Containers.Lifecycle;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers.Tests;

/// <summary>An engine without networks: the runtime makes each container a namespace of its own.</summary>
internal sealed class NewNamespaces : ISandboxes
{
    private readonly ConcurrentDictionary<string, Sandbox> _sandboxes = new(StringComparer.Ordinal);

    public int Count => _sandboxes.Count;

    public Exception? FailOpen { get; set; }

    public Sandbox? Find(string id) => _sandboxes.GetValueOrDefault(id);

    public Network FindNetwork(string reference) => throw new LinkspanException(ErrorKind.NotFound, $"network {reference} not found");

    public IReadOnlyList<string> Validate(SandboxRequest request) => [];

    public Task<Sandbox> OpenAsync(SandboxRequest request, CancellationToken cancellationToken) => FailOpen is { } failure
        ? Task.FromException<Sandbox>(failure)
        : Task.FromResult(_sandboxes.GetOrAdd(request.Id, _ => new Sandbox { Id = request.Id, NamespacePath = "", Request = request }));

    public Task CloseAsync(string id, CancellationToken cancellationToken)
    {
        _sandboxes.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Sandbox> ConnectAsync(string id, EndpointRequest request, CancellationToken cancellationToken) => Task.FromResult(_sandboxes[id]);

    public Task<Sandbox> DisconnectAsync(string id, string network, CancellationToken cancellationToken) => Task.FromResult(_sandboxes[id]);

    public Task<Sandbox> RenameAsync(string id, string name, CancellationToken cancellationToken) => Task.FromResult(_sandboxes[id]);

    public Task<Sandbox> SetPortsAsync(string id, IReadOnlyList<PortRequest> ports, CancellationToken cancellationToken) => Task.FromResult(_sandboxes[id]);

    public string HostsFile(Sandbox sandbox) => "127.0.0.1\tlocalhost\n";

    public string ResolverFile(Sandbox sandbox) => "nameserver 127.0.0.11\n";
}
