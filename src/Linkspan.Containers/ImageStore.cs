using Linkspan.Containers.Model;

namespace Linkspan.Containers;

/// <summary>Images in containerd, under Docker's names and rules.</summary>
public sealed class ImageStore
{
    internal ImageStore()
    {
    }

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> List() => throw new NotSupportedException();

    /// <summary>Looks an image up by name, name and digest, id or unique id prefix.</summary>
    /// <exception cref="Engine.LinkspanException">NotFound: <c>No such image: X:tag</c>.</exception>
    public Image Find(string reference) => throw new NotSupportedException();

    /// <summary>As <see cref="Find"/>, but null where there is none.</summary>
    public Image? TryFind(string reference) => throw new NotSupportedException();

    /// <summary>Takes images in from a <c>docker save</c> or OCI archive, plain or compressed with gzip.</summary>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes an image of one layer from a tar archive of a root file system.</summary>
    /// <param name="archive">The tar archive, plain or compressed with gzip.</param>
    /// <param name="reference">Name of the image; null or empty for none.</param>
    /// <param name="changes">Lines of a Dockerfile: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR.</param>
    /// <param name="message">Comment of the image.</param>
    /// <param name="cancellationToken">Stops before the image gets its name.</param>
    /// <returns>Image id.</returns>
    public Task<string> ImportAsync(
        Stream archive, string? reference, IReadOnlyList<string> changes, string message, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Writes images as a <c>docker save</c> archive.</summary>
    public Task SaveAsync(IReadOnlyList<string> references, Stream destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Fetches an image from a registry with skopeo.</summary>
    /// <param name="reference">Name, with a tag or digest; <c>latest</c> is assumed.</param>
    /// <param name="credentials">Null for an anonymous pull.</param>
    /// <param name="progress">Told what goes on, in order; null for silence.</param>
    /// <param name="cancellationToken">Ends skopeo.</param>
    public Task<Image> PullAsync(
        string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>How an image was made, newest step first.</summary>
    public Task<IReadOnlyList<ImageHistory>> HistoryAsync(string reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Gives an image one more name.</summary>
    /// <param name="source">Image.</param>
    /// <param name="target">New name; <c>latest</c> is assumed.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task TagAsync(string source, string target, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Takes a name away and, with the last one, the image.</summary>
    /// <param name="reference">Name or id.</param>
    /// <param name="force">Also where stopped containers use it or several names point to the id.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="Engine.LinkspanException">Conflict where a container uses it.</exception>
    public Task<IReadOnlyList<RemovedImage>> RemoveAsync(string reference, bool force, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Removes images that no container uses.</summary>
    /// <param name="filter">Which of them; e.g. only those without a name.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<PruneResult> PruneAsync(Func<Image, bool> filter, CancellationToken cancellationToken) => throw new NotSupportedException();
}
