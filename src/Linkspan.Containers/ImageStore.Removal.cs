using Linkspan.Containers.Images;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Removal.</content>
public sealed partial class ImageStore
{
    /// <summary>Takes a name away and, with the last one, the image.</summary>
    /// <param name="reference">Name or id.</param>
    /// <param name="force">Also where stopped containers use it or several names point to the id.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="LinkspanException">Conflict where a container uses it.</exception>
    public async Task<IReadOnlyList<RemovedImage>> RemoveAsync(string reference, bool force, CancellationToken cancellationToken)
    {
        await _change.WaitAsync(cancellationToken);
        try
        {
            ImageEntry entry;
            List<string> names;
            string? asked;
            lock (_tables)
            {
                entry = FindEntry(reference);
                names = NamesOf(entry.Image.Id);
                asked = ImageReference.TryParse(reference, out ImageReference? name, out _) && FindName(name) == entry
                    ? (name.Digest is null ? name.Tagged() : name with { Tag = null }).Canonical
                    : null;
            }

            List<string> tags = [.. names.Where(static name => !name.StartsWith(Dangling, StringComparison.Ordinal))];
            if (asked is not null && tags.Exists(name => name != asked && !SameRepository(name, asked)))
            {
                return await UntagAsync(entry, [asked], cancellationToken);
            }

            if (asked is null && !force && Repositories(tags) > 1)
            {
                throw Conflict(
                    $"unable to delete {Short(entry.Image.Id)} (must be forced) - image is referenced in multiple repositories");
            }

            // A name with a tag takes the digest names of its repository with it, unless another tag needs them.
            bool otherTags = asked is not null && tags.Exists(name => name != asked && !name.Contains('@', StringComparison.Ordinal));
            if (otherTags)
            {
                return await UntagAsync(entry, [asked!], cancellationToken);
            }

            CheckUsers(entry, asked is null ? null : reference, force);
            List<RemovedImage> removed = await UntagAsync(entry, names, cancellationToken);
            lock (_tables)
            {
                _byId.Remove(entry.Image.Id);
            }

            removed.Add(new RemovedImage(null, entry.Image.Id));
            _events.Add("image", "delete", entry.Image.Id, Attributes(entry.Image.Id, entry.Image));
            return removed;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Removes images that no container uses.</summary>
    /// <param name="filter">Which of them; e.g. only those without a name.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<PruneResult> PruneAsync(Func<Image, bool> filter, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        long bytes = 0;
        HashSet<string> used = [.. Users().Select(static container => container.Image)];
        foreach (Image image in List().Where(image => !used.Contains(image.Id) && filter(image)))
        {
            IReadOnlyList<RemovedImage> steps = await RemoveAsync(image.Id, force: true, cancellationToken);
            removed.AddRange(steps.Select(static step => step.Untagged ?? step.Deleted!));
            bytes += image.Size;
        }

        return new PruneResult(removed, bytes);
    }

    private static bool SameRepository(string one, string other) =>
        ImageReference.Parse(one).FamiliarName == ImageReference.Parse(other).FamiliarName;

    private static int Repositories(List<string> names) =>
        names.Select(static name => ImageReference.Parse(name).FamiliarName).Distinct(StringComparer.Ordinal).Count();

    private static string Short(string id) => id[7..19];

    private static LinkspanException Conflict(string text) => new(ErrorKind.Conflict, "conflict: " + text);

    private void CheckUsers(ImageEntry entry, string? asked, bool force)
    {
        foreach (Container container in Users())
        {
            if (container.Image != entry.Image.Id || (force && !container.State.Running))
            {
                continue;
            }

            string user = container.Id[..12];
            string image = Short(entry.Image.Id);
            throw (asked, container.State.Running) switch
            {
                (not null, _) when !force => Conflict(
                    $"unable to remove repository reference \"{asked}\" (must force)"
                    + $" - container {user} is using its referenced image {image}"),
                (_, true) => Conflict($"unable to delete {image} (cannot be forced) - image is being used by running container {user}"),
                _ => Conflict($"unable to delete {image} (must be forced) - image is being used by stopped container {user}"),
            };
        }
    }

    private async Task<List<RemovedImage>> UntagAsync(ImageEntry entry, List<string> names, CancellationToken cancellationToken)
    {
        List<RemovedImage> removed = [];
        foreach (string name in names)
        {
            await DropAsync(name, cancellationToken);
            if (!name.StartsWith(Dangling, StringComparison.Ordinal))
            {
                string familiar = ImageReference.Parse(name).Familiar;
                removed.Add(new RemovedImage(familiar, null));
                _events.Add("image", "untag", entry.Image.Id, Attributes(entry.Image.Id, entry.Image));
            }
        }

        return removed;
    }
}
