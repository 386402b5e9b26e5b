using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>What containers need of the engine; the second implementation are tests without networks.</summary>
internal interface ISandboxes
{
    /// <inheritdoc cref="Engine.NetworkEngine.FindSandbox"/>
    Sandbox? Find(string id);

    /// <inheritdoc cref="Engine.NetworkEngine.Find"/>
    Network FindNetwork(string reference);

    /// <inheritdoc cref="Engine.NetworkEngine.Validate"/>
    IReadOnlyList<string> Validate(SandboxRequest request);

    /// <inheritdoc cref="Engine.NetworkEngine.OpenSandboxAsync"/>
    Task<Sandbox> OpenAsync(SandboxRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.CloseSandboxAsync"/>
    Task CloseAsync(string id, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.ForgetAsync"/>
    Task ForgetAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.ConnectAsync"/>
    Task<Sandbox> ConnectAsync(string id, EndpointRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.DisconnectAsync"/>
    Task<Sandbox> DisconnectAsync(string id, string network, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.RenameAsync"/>
    Task<Sandbox> RenameAsync(string id, string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="Engine.NetworkEngine.HostsFile"/>
    string HostsFile(Sandbox sandbox);

    /// <inheritdoc cref="Engine.NetworkEngine.ResolverFile"/>
    string ResolverFile(Sandbox sandbox);
}
