using Linkspan.Containers.Model;

namespace Linkspan.Containers;

/// <summary>Named volumes: folders below <c>volumes/NAME/_data</c>.</summary>
public sealed class VolumeStore
{
    internal VolumeStore()
    {
    }

    /// <summary>All volumes by name.</summary>
    public IReadOnlyList<Volume> List() => throw new NotSupportedException();

    /// <summary>Looks a volume up.</summary>
    /// <exception cref="Engine.LinkspanException">NotFound: <c>get X: no such volume</c>.</exception>
    public Volume Find(string name) => throw new NotSupportedException();

    /// <summary>Containers that use a volume.</summary>
    public IReadOnlyList<string> UsedBy(string name) => throw new NotSupportedException();

    /// <summary>Makes a volume; one that exists with that name and driver is answered as it is.</summary>
    public Task<Volume> CreateAsync(VolumeRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes a volume and its content.</summary>
    /// <param name="name">Name.</param>
    /// <param name="force">A volume that does not exist is no error.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="Engine.LinkspanException">Conflict where a container uses it.</exception>
    public Task RemoveAsync(string name, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes volumes that no container uses.</summary>
    /// <param name="filter">Which of them; e.g. only anonymous ones.</param>
    /// <param name="cancellationToken">Token.</param>
    public Task<PruneResult> PruneAsync(Func<Volume, bool> filter, CancellationToken cancellationToken) => throw new NotSupportedException();
}
