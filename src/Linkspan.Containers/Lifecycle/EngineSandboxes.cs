using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>The engine itself.</summary>
internal sealed class EngineSandboxes(NetworkEngine engine) : ISandboxes
{
    /// <inheritdoc/>
    public Sandbox? Find(string id) => engine.FindSandbox(id);

    /// <inheritdoc/>
    public Network FindNetwork(string reference) => engine.Find(reference);

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(SandboxRequest request) => engine.Validate(request);

    /// <inheritdoc/>
    public Task<Sandbox> OpenAsync(SandboxRequest request, CancellationToken cancellationToken) => engine.OpenSandboxAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(string id, CancellationToken cancellationToken) => engine.CloseSandboxAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(string name, CancellationToken cancellationToken) => engine.ForgetAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<Sandbox> ConnectAsync(string id, EndpointRequest request, CancellationToken cancellationToken) =>
        engine.ConnectAsync(id, request, cancellationToken);

    /// <inheritdoc/>
    public Task<Sandbox> DisconnectAsync(string id, string network, CancellationToken cancellationToken) =>
        engine.DisconnectAsync(id, network, cancellationToken);

    /// <inheritdoc/>
    public Task<Sandbox> RenameAsync(string id, string name, CancellationToken cancellationToken) => engine.RenameAsync(id, name, cancellationToken);

    /// <inheritdoc/>
    public Task<Sandbox> SetPortsAsync(string id, IReadOnlyList<PortRequest> ports, CancellationToken cancellationToken) => engine.SetPortsAsync(id, ports, cancellationToken);

    /// <inheritdoc/>
    public string HostsFile(Sandbox sandbox) => engine.HostsFile(sandbox);

    /// <inheritdoc/>
    public string ResolverFile(Sandbox sandbox) => engine.ResolverFile(sandbox);
}
