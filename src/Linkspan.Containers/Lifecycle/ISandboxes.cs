using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>What containers need of the engine; the second implementation are tests without networks.</summary>
internal interface ISandboxes
{
    /// <inheritdoc cref="Engine.NetworkEngine.FindSandbox"/>
    public Sandbox? Find(string id);

    /// <inheritdoc cref="Engine.NetworkEngine.Find"/>
    public Network FindNetwork(string reference);

    /// <inheritdoc cref="Engine.NetworkEngine.Validate"/>
    public IReadOnlyList<string> Validate(SandboxRequest request);

    /// <inheritdoc cref="Engine.NetworkEngine.OpenSandboxAsync"/>
    public Task<Sandbox> OpenAsync(SandboxRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.CloseSandboxAsync"/>
    public Task CloseAsync(string id, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.ForgetAsync"/>
    public Task ForgetAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.ConnectAsync"/>
    public Task<Sandbox> ConnectAsync(string id, EndpointRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.DisconnectAsync"/>
    public Task<Sandbox> DisconnectAsync(string id, string network, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.RenameAsync"/>
    public Task<Sandbox> RenameAsync(string id, string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.SetPortsAsync"/>
    public Task<Sandbox> SetPortsAsync(string id, IReadOnlyList<PortRequest> ports, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.HostsFile"/>
    public string HostsFile(Sandbox sandbox);

    /// <inheritdoc cref="Engine.NetworkEngine.ResolverFile"/>
    public string ResolverFile(Sandbox sandbox);
}
