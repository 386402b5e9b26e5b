using System.Globalization;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Images;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>
/// Images in containerd, under Docker's names and rules. containerd holds the truth; the tables here are its copy, read once at start.
/// An image without a name is kept from containerd's collector by an image object of a name that no user can write.
/// </summary>
public sealed partial class ImageStore : IDisposable
{
    private const string Dangling = "linkspan-dangling@";
    private const string SizeLabel = "linkspan.size";

    private readonly ContainerdHost _host;
    private readonly ContentStore _content;
    private readonly LayerStore _layers;
    private readonly EventLog _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _temporary;
    private readonly SemaphoreSlim _change = new(1, 1);
    private readonly Lock _tables = new();
    private readonly Dictionary<string, ImageEntry> _byId = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _idByName = new(StringComparer.Ordinal);

    private ImageStore(ContainerdHost host, string temporary, EventLog events, ILogger logger, TimeProvider time)
    {
        _host = host;
        _content = new ContentStore(host.Connection);
        _layers = new LayerStore(host.Connection, _content, host.Snapshotter);
        _events = events;
        _time = time;
        _logger = logger;
        _temporary = temporary;
    }

    /// <summary>Containers, asked before a removal; set by the container service.</summary>
    internal Func<IReadOnlyList<Container>> Users { get; set; } = static () => [];

    private ContainerdConnection Containerd => _host.Connection;

    /// <inheritdoc/>
    public void Dispose() => _change.Dispose();

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> List()
    {
        lock (_tables)
        {
            return [.. _byId.Values.Select(WithNames).OrderByDescending(static image => image.Created)];
        }
    }

    /// <summary>Looks an image up by name, name and digest, id or unique id prefix.</summary>
    /// <exception cref="LinkspanException">NotFound: <c>No such image: X:tag</c>.</exception>
    public Image Find(string reference)
    {
        lock (_tables)
        {
            return WithNames(FindEntry(reference));
        }
    }

    /// <summary>As <see cref="Find"/>, but null where there is none.</summary>
    public Image? TryFind(string reference)
    {
        try
        {
            return Find(reference);
        }
        catch (LinkspanException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Invalid)
        {
            return null;
        }
    }

    /// <summary>How an image was made, newest step first.</summary>
    public async Task<IReadOnlyList<ImageHistory>> HistoryAsync(string reference, CancellationToken cancellationToken)
    {
        ImageEntry entry;
        Image image;
        lock (_tables)
        {
            entry = FindEntry(reference);
            image = WithNames(entry);
        }

        IReadOnlyList<string> chain = LayerStore.Chain(entry.Config.DiffIds);
        List<ImageHistory> history = [];
        int layer = 0;
        foreach (ImageStep step in entry.Config.History)
        {
            long size = step.EmptyLayer || layer >= chain.Count ? 0 : await _layers.UsageAsync(chain[layer++], cancellationToken);
            history.Add(new ImageHistory("<missing>", step.Created, step.CreatedBy, [], size, step.Comment));
        }

        history.Reverse();
        if (history.Count > 0)
        {
            history[0] = history[0] with { Id = image.Id, Tags = image.RepoTags };
        }

        return history;
    }

    /// <summary>Gives an image one more name.</summary>
    /// <param name="source">Image.</param>
    /// <param name="target">New name; <c>latest</c> is assumed.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task TagAsync(string source, string target, CancellationToken cancellationToken)
    {
        ImageReference name = ImageReference.Parse(target);
        if (name.Digest is not null)
        {
            throw new LinkspanException(ErrorKind.Invalid, "refusing to create a tag with a digest reference");
        }

        await _change.WaitAsync(cancellationToken);
        try
        {
            ImageEntry entry;
            lock (_tables)
            {
                entry = FindEntry(source);
            }

            await NameAsync(entry, [name.Tagged().Canonical], cancellationToken);
            _events.Add("image", "tag", entry.Image.Id, Attributes(name.Tagged().Familiar, entry.Image));
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Reads containerd's images.</summary>
    internal static async Task<ImageStore> OpenAsync(
        ContainerdHost host, string temporary, EventLog events, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = new ImageStore(host, temporary, events, logger, time);
        Directory.CreateDirectory(temporary);
        Wire.ImageList list = await host.Connection.Images.ListAsync(
            new Wire.ListImages(), host.Connection.Headers, cancellationToken: cancellationToken);
        foreach (Wire.ImageObject image in list.Images)
        {
            await store.AdoptAsync(image, cancellationToken);
        }

        return store;
    }

    /// <summary>The configuration as it was built, and the chain id of the top layer.</summary>
    internal (Image Image, string TopLayer) Use(string reference)
    {
        lock (_tables)
        {
            ImageEntry entry = FindEntry(reference);
            IReadOnlyList<string> chain = LayerStore.Chain(entry.Config.DiffIds);
            return (WithNames(entry), chain.Count == 0 ? "" : chain[^1]);
        }
    }

    private static Dictionary<string, string> Attributes(string name, Image image)
    {
        var attributes = new Dictionary<string, string>(image.Config.Labels, StringComparer.Ordinal) { ["name"] = name };
        return attributes;
    }

    private static Image Describe(ImageManifest manifest, Descriptor descriptor, ImageConfig config, long size) => new()
    {
        Id = manifest.Config.Digest,
        ManifestDigest = descriptor.Digest,
        Created = config.Created,
        Comment = config.Comment,
        Author = config.Author,
        Config = config.Config,
        Architecture = config.Architecture,
        Variant = config.Variant,
        Os = config.Os,
        Size = size,
        Layers = config.DiffIds,
    };

    private async Task AdoptAsync(Wire.ImageObject image, CancellationToken cancellationToken)
    {
        try
        {
            var descriptor = new Descriptor(image.Target.MediaType, image.Target.Digest, image.Target.Size);
            if (MediaTypes.IsIndex(descriptor.MediaType))
            {
                descriptor = ImageManifest.Choose(await _content.ReadAsync(descriptor.Digest, cancellationToken));
            }

            ImageManifest manifest = ImageManifest.Parse(await _content.ReadAsync(descriptor.Digest, cancellationToken));
            if (!_byId.ContainsKey(manifest.Config.Digest))
            {
                ImageConfig config = ImageConfig.Parse(await _content.ReadAsync(manifest.Config.Digest, cancellationToken));
                long size = image.Labels.TryGetValue(SizeLabel, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
                Image described = Describe(manifest, descriptor, config, size) with { LastTagTime = image.UpdatedAt?.ToDateTimeOffset() };
                _byId[manifest.Config.Digest] = new ImageEntry(described, config, manifest, descriptor);
            }

            _idByName[image.Name] = manifest.Config.Digest;
        }
        catch (Exception e) when (e is InvalidDataException || (e is RpcException r && r.IsNotFound()))
        {
            Log.ImageUnreadable(_logger, image.Name, e);
        }
    }

    private Image WithNames(ImageEntry entry)
    {
        List<string> tags = [];
        List<string> digests = [];
        foreach (string name in NamesOf(entry.Image.Id))
        {
            if (!name.StartsWith(Dangling, StringComparison.Ordinal) && ImageReference.TryParse(name, out ImageReference? reference, out _))
            {
                (reference.Digest is null ? tags : digests).Add(reference.Familiar);
            }
        }

        return entry.Image with { RepoTags = tags, RepoDigests = digests };
    }

    private List<string> NamesOf(string id) => [.. _idByName.Where(pair => pair.Value == id).Select(static pair => pair.Key)];

    private ImageEntry FindEntry(string reference)
    {
        string hex = reference.StartsWith("sha256:", StringComparison.Ordinal) ? reference[7..] : reference;
        if (hex.Length == 64 && _byId.TryGetValue("sha256:" + hex, out ImageEntry? exact))
        {
            return exact;
        }

        bool named = ImageReference.TryParse(reference, out ImageReference? name, out string error);
        if (named && FindName(name!) is { } found)
        {
            return found;
        }

        if (hex.Length is > 0 and <= 64 && hex.All(char.IsAsciiHexDigitLower))
        {
            List<ImageEntry> matches =
                [.. _byId.Where(pair => pair.Key.AsSpan(7).StartsWith(hex, StringComparison.Ordinal)).Select(static pair => pair.Value).Take(2)];
            if (matches.Count > 0)
            {
                return matches.Count == 1 ? matches[0] : throw new LinkspanException(ErrorKind.Invalid, $"ambiguous reference: {reference}");
            }

            if (hex.Length == 64 || hex != reference)
            {
                throw new LinkspanException(ErrorKind.NotFound, "No such image: " + reference);
            }
        }

        throw named
            ? new LinkspanException(ErrorKind.NotFound, "No such image: " + name!.Tagged().Familiar)
            : new LinkspanException(ErrorKind.Invalid, error);
    }

    private ImageEntry? FindName(ImageReference name)
    {
        // With a digest the tag is for the reader only.
        string full = (name.Digest is null ? name.Tagged() : name with { Tag = null }).Canonical;
        return _idByName.TryGetValue(full, out string? id) ? _byId[id] : null;
    }
}
