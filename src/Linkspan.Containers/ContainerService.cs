using Linkspan.Containers.Model;
using Linkspan.Engine.Model;

namespace Linkspan.Containers;

/// <summary>
/// Containers from create to remove. Every <c>reference</c> is an id, a name (a leading slash is allowed) or a unique id prefix;
/// a wrong one fails with NotFound, <c>No such container: X</c>. Changes to one container are done one after the other.
/// </summary>
public sealed partial class ContainerService
{
    internal ContainerService()
    {
    }

    /// <summary>All containers, newest first.</summary>
    public IReadOnlyList<Container> List() => throw new NotSupportedException();

    /// <summary>Looks a container up.</summary>
    public Container Find(string reference) => throw new NotSupportedException();

    /// <summary>The live network stack of a container: its own, or the one it shares; null while it does not run and in host mode.</summary>
    public Sandbox? FindSandbox(Container container) => throw new NotSupportedException();

    /// <summary>Bytes that a container changed, and bytes of it with its image.</summary>
    public Task<(long Changed, long Total)> SizeAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a container.</summary>
    /// <exception cref="Engine.LinkspanException">NotFound (<c>No such image: X:tag</c>), Conflict (name in use), Invalid.</exception>
    public Task<ContainerCreated> CreateAsync(ContainerRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Starts a container.</summary>
    /// <returns>False where it runs already.</returns>
    public Task<bool> StartAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Asks for the end by the stop signal and enforces it after the timeout.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="signal">Other signal; null takes the container's.</param>
    /// <param name="timeoutSeconds">Other timeout, negative for ever; null takes the container's.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False where it does not run.</returns>
    public Task<bool> StopAsync(string reference, string? signal, int? timeoutSeconds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Sends a signal.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="signal">Name or number; null or empty means SIGKILL.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task KillAsync(string reference, string? signal, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stops, where it runs, and starts.</summary>
    public Task RestartAsync(string reference, string? signal, int? timeoutSeconds, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Freezes all its processes.</summary>
    public Task PauseAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Thaws all its processes.</summary>
    public Task UnpauseAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Gives it another name.</summary>
    public Task RenameAsync(string reference, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Changes limits and restart policy.</summary>
    /// <returns>Warnings.</returns>
    public Task<IReadOnlyList<string>> UpdateAsync(string reference, ResourceUpdate update, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Removes a container.</summary>
    /// <param name="reference">Container.</param>
    /// <param name="force">Kills it first where it runs; otherwise that is a Conflict.</param>
    /// <param name="volumes">Its anonymous volumes as well.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task RemoveAsync(string reference, bool force, bool volumes, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes containers that do not run.</summary>
    /// <param name="filter">Which of them.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<PruneResult> PruneAsync(Func<Container, bool> filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>
    /// Waits for an end. The wait stands when the method returns its task, so that a start sent afterwards cannot outrun it;
    /// a wrong reference is a task that has failed already.
    /// </summary>
    public Task<ContainerExit> WaitAsync(string reference, WaitCondition condition, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Its processes by ps(1).</summary>
    /// <param name="reference">Container.</param>
    /// <param name="arguments">Arguments of ps; empty means <c>-ef</c>.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<ContainerProcesses> TopAsync(string reference, string arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Writes its log: raw for a terminal, otherwise in frames.</summary>
    public Task LogsAsync(string reference, LogQuery query, Stream destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Joins its streams; a container that does not run yet may be attached before its start.</summary>
    public Task<AttachSession> AttachAsync(string reference, AttachRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Sets the size of its terminal in characters.</summary>
    public Task ResizeAsync(string reference, int height, int width, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Prepares a further process.</summary>
    /// <returns>Id of the exec.</returns>
    public Task<string> CreateExecAsync(string reference, ExecConfig config, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Starts it.</summary>
    /// <returns>Its streams; null where it was started detached.</returns>
    public Task<AttachSession?> StartExecAsync(string execId, ExecStart start, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Looks an exec up.</summary>
    /// <exception cref="Engine.LinkspanException">NotFound: <c>No such exec instance: X</c>.</exception>
    public Exec FindExec(string execId) => throw new NotSupportedException();

    /// <summary>Execs of a container that still run.</summary>
    public IReadOnlyList<Exec> Execs(string containerId) => throw new NotSupportedException();

    /// <summary>Sets the size of its terminal in characters.</summary>
    public Task ResizeExecAsync(string execId, int height, int width, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Joins a container, running or not, to one more network.</summary>
    public Task ConnectAsync(string network, string reference, EndpointRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Takes a container, running or not, off a network.</summary>
    /// <param name="network">Network.</param>
    /// <param name="reference">Container.</param>
    /// <param name="force">A container that no longer exists is no error.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task DisconnectAsync(string network, string reference, bool force, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
