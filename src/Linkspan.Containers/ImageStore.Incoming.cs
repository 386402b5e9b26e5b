using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Images;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers;

/// <content>Images that come in and go out: load, import, pull, save.</content>
public sealed partial class ImageStore
{
    /// <summary>Takes images in from a <c>docker save</c> or OCI archive, plain or compressed with gzip.</summary>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream archive, CancellationToken cancellationToken) =>
        UnderLeaseAsync(
            async headers =>
            {
                IReadOnlyList<IncomingImage> incoming = await new ArchiveReader(_content, headers).ReadAsync(archive, cancellationToken);
                List<LoadedImage> loaded = [];
                foreach (IncomingImage image in incoming)
                {
                    ImageEntry entry = await RegisterAsync(image, headers, cancellationToken);
                    loaded.Add(new LoadedImage(entry.Image.Id, [.. image.Names.Select(static name => ImageReference.Parse(name).Familiar)]));
                    _events.Add("image", "load", entry.Image.Id, Attributes(loaded[^1].Names.FirstOrDefault(entry.Image.Id), entry.Image));
                }

                return (IReadOnlyList<LoadedImage>)loaded;
            },
            cancellationToken);

    /// <summary>Makes an image of one layer from a tar archive of a root file system.</summary>
    /// <param name="archive">The tar archive, plain or compressed with gzip.</param>
    /// <param name="reference">Name of the image; null or empty for none.</param>
    /// <param name="changes">Lines of a Dockerfile: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR.</param>
    /// <param name="message">Comment of the image.</param>
    /// <param name="cancellationToken">Stops before the image gets its name.</param>
    /// <returns>Image id.</returns>
    public Task<string> ImportAsync(
        Stream archive, string? reference, IReadOnlyList<string> changes, string message, CancellationToken cancellationToken)
    {
        ImageReference? name = string.IsNullOrEmpty(reference) ? null : ImageReference.Parse(reference).Tagged();
        ContainerConfig config = DockerfileChanges.Apply(new ContainerConfig(), changes);
        return UnderLeaseAsync(
            async headers =>
            {
                await using Stream plain = await ArchiveReader.DecompressAsync(archive, cancellationToken);
                (string digest, long size) = await _content.WriteAsync(plain, headers, cancellationToken);
                DateTimeOffset now = _time.GetUtcNow();
                var described = new ImageConfig
                {
                    Created = now,
                    Architecture = ImageManifest.Architecture,
                    Os = "linux",
                    Config = config,
                    DiffIds = [digest],
                    History = [new ImageStep(now, "", message.Length > 0 ? message : "Imported from -", false)],
                };
                byte[] json = described.ToJson();
                Descriptor configBlob = await _content.WriteAsync(json, MediaTypes.Config, [], headers, cancellationToken);
                var manifest = new ImageManifest(configBlob, [new Descriptor(MediaTypes.Layer, digest, size)]);
                Descriptor written = await _content.WriteAsync(manifest.ToJson(), MediaTypes.Manifest, manifest.Labels(), headers, cancellationToken);
                ImageEntry entry = await RegisterAsync(
                    new IncomingImage(written, manifest, name is null ? [] : [name.Canonical]), headers, cancellationToken);
                _events.Add("image", "import", entry.Image.Id, Attributes(name?.Familiar ?? entry.Image.Id, entry.Image));
                return entry.Image.Id;
            },
            cancellationToken);
    }

    /// <summary>Fetches an image from a registry with skopeo.</summary>
    /// <param name="reference">Name, with a tag or digest; <c>latest</c> is assumed.</param>
    /// <param name="credentials">Null for an anonymous pull.</param>
    /// <param name="progress">Told what goes on, in order; null for silence.</param>
    /// <param name="cancellationToken">Ends skopeo.</param>
    public Task<Image> PullAsync(
        string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        ImageReference name = ImageReference.Parse(reference).Tagged();
        return UnderLeaseAsync(
            async headers =>
            {
                DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(_temporary, "pull-" + Guid.NewGuid().ToString("N")));
                try
                {
                    string? authentication = credentials is null ? null : Path.Combine(folder.FullName, "auth.json");
                    if (credentials is not null)
                    {
                        await WriteCredentialsAsync(authentication!, name.Domain, credentials, cancellationToken);
                    }

                    var source = new RegistrySource(name, authentication, _time);
                    IReadOnlyList<string> layers = await source.LayersAsync(cancellationToken);
                    progress?.Report(new PullProgress(name.Tag ?? name.Digest!, "Pulling from " + name.Path));
                    Tell(progress, layers, "Pulling fs layer");
                    string blobs = Path.Combine(folder.FullName, "image");
                    await source.CopyAsync(blobs, layers, progress, cancellationToken);
                    string manifest = ContentStore.Digest(await File.ReadAllBytesAsync(Path.Combine(blobs, "manifest.json"), cancellationToken));
                    List<string> names = [(name with { Tag = null, Digest = manifest }).Canonical];
                    if (name.Digest is null)
                    {
                        names.Add(name.Canonical);
                    }

                    string? before = FindName(name)?.Image.Id;
                    IncomingImage incoming = await new ArchiveReader(_content, headers).ReadFolderAsync(blobs, names, cancellationToken);
                    ImageEntry entry = await RegisterAsync(incoming, headers, cancellationToken);
                    Tell(progress, layers, "Pull complete");
                    progress?.Report(new PullProgress("", "Digest: " + manifest));
                    progress?.Report(new PullProgress(
                        "", $"Status: {(before == entry.Image.Id ? "Image is up to date" : "Downloaded newer image")} for {name.Familiar}"));
                    _events.Add("image", "pull", name.Familiar, Attributes(name.FamiliarName, entry.Image));
                    return Find(entry.Image.Id);
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            },
            cancellationToken);
    }

    /// <summary>Writes images as a <c>docker save</c> archive.</summary>
    public async Task SaveAsync(IReadOnlyList<string> references, Stream destination, CancellationToken cancellationToken)
    {
        List<(ImageEntry Entry, List<string> Tags)> images = [];
        lock (_tables)
        {
            foreach (string reference in references)
            {
                ImageEntry entry = FindEntry(reference);
                bool byName = ImageReference.TryParse(reference, out ImageReference? name, out _) && FindName(name) == entry;
                (ImageEntry Entry, List<string> Tags) image = images.Find(i => i.Entry == entry);
                if (image.Entry is null)
                {
                    image = (entry, []);
                    images.Add(image);
                }

                // A bare repository name stands for all its tags, an id for none.
                image.Tags.AddRange(byName ? [name!.Tagged().Familiar] : []);
            }
        }

        await ArchiveWriter.WriteAsync(_content, images, destination, cancellationToken);
        foreach ((ImageEntry entry, List<string> _) in images)
        {
            _events.Add("image", "save", entry.Image.Id, Attributes(entry.Image.Id, entry.Image));
        }
    }

    private static void Tell(IProgress<PullProgress>? progress, IReadOnlyList<string> layers, string status)
    {
        foreach (string layer in layers)
        {
            progress?.Report(new PullProgress(RegistrySource.Short(layer), status));
        }
    }

    private static async Task WriteCredentialsAsync(
        string file, string domain, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        string auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials.Username + ":" + credentials.Password));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using var stream = new FileStream(file, options);
        await using var json = new System.Text.Json.Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartObject("auths");
        json.WriteStartObject(domain);
        json.WriteString("auth", auth);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>Keeps what comes in from the collector until it is named; what was not named goes with the lease.</summary>
    private async Task<T> UnderLeaseAsync<T>(Func<Metadata, Task<T>> work, CancellationToken cancellationToken)
    {
        string id = "linkspan-" + Guid.NewGuid().ToString("N");
        string expire = _time.GetUtcNow().AddHours(24).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        try
        {
            await Containerd.Leases.CreateAsync(
                new Wire.CreateLease { Id = id, Labels = { ["containerd.io/gc.expire"] = expire } }, Containerd.Headers,
                cancellationToken: cancellationToken);
            return await work(Containerd.UnderLease(id));
        }
        catch (RpcException e) when (e.IsNotFound())
        {
            throw new LinkspanException(ErrorKind.Invalid, $"the archive names what is not in it: {e.Status.Detail}", e);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e.ToUser("image store");
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or KeyNotFoundException or System.Text.Json.JsonException)
        {
            throw new LinkspanException(ErrorKind.Invalid, e.Message, e);
        }
        finally
        {
            await Containerd.Leases.DeleteAsync(new Wire.DeleteLease { Id = id, Sync = true }, Containerd.Headers, cancellationToken: CancellationToken.None).IgnoreMissingAsync();
        }
    }

    /// <summary>Unpacks an image whose parts are there and names it.</summary>
    private async Task<ImageEntry> RegisterAsync(IncomingImage incoming, Metadata headers, CancellationToken cancellationToken)
    {
        ImageManifest manifest = incoming.Manifest;
        ImageConfig config = ImageConfig.Parse(await _content.ReadAsync(manifest.Config.Digest, cancellationToken));
        if (config.Os is not ("" or "linux"))
        {
            throw new InvalidDataException($"cannot load {config.Os} image on linux");
        }

        long size = await _layers.UnpackAsync(manifest, config.DiffIds, headers, cancellationToken);
        IReadOnlyList<string> chain = LayerStore.Chain(config.DiffIds);
        if (chain.Count > 0)
        {
            await _content.LabelAsync(
                manifest.Config.Digest,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["containerd.io/gc.ref.snapshot." + _host.Snapshotter] = chain[^1] },
                cancellationToken);
        }

        Image image = Describe(manifest, incoming.ManifestDescriptor, config, size) with { LastTagTime = _time.GetUtcNow() };
        var entry = new ImageEntry(image, config, manifest, incoming.ManifestDescriptor);
        await _change.WaitAsync(cancellationToken);
        try
        {
            await NameAsync(entry, incoming.Names, cancellationToken);
        }
        finally
        {
            _change.Release();
        }

        return entry;
    }

    /// <summary>Puts names on an image; one that loses its last name to it stays as a dangling image.</summary>
    private async Task NameAsync(ImageEntry entry, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        bool nameless;
        lock (_tables)
        {
            _byId.TryAdd(entry.Image.Id, entry);
            nameless = names.Count == 0 && NamesOf(entry.Image.Id).Count == 0;
        }

        foreach (string name in nameless ? [Dangling + entry.ManifestDescriptor.Digest] : names)
        {
            ImageEntry? loser;
            lock (_tables)
            {
                loser = _idByName.TryGetValue(name, out string? id) && id != entry.Image.Id && NamesOf(id).Count == 1 ? _byId[id] : null;
            }

            if (loser is not null)
            {
                await PutAsync(Dangling + loser.ManifestDescriptor.Digest, loser, cancellationToken);
            }

            await PutAsync(name, entry, cancellationToken);
        }

        string dangling = Dangling + entry.ManifestDescriptor.Digest;
        bool obsolete;
        lock (_tables)
        {
            obsolete = _idByName.ContainsKey(dangling) && NamesOf(entry.Image.Id).Count > 1;
        }

        if (obsolete)
        {
            await DropAsync(dangling, cancellationToken);
        }
    }

    private async Task PutAsync(string name, ImageEntry entry, CancellationToken cancellationToken)
    {
        var image = new Wire.ImageObject
        {
            Name = name,
            Labels = { [SizeLabel] = entry.Image.Size.ToString(CultureInfo.InvariantCulture) },
            Target = new Wire.Blob
            {
                MediaType = entry.ManifestDescriptor.MediaType,
                Digest = entry.ManifestDescriptor.Digest,
                Size = entry.ManifestDescriptor.Size,
            },
        };
        try
        {
            await Containerd.Images.CreateAsync(new Wire.PutImage { Image = image }, Containerd.Headers, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.IsAlreadyExists())
        {
            await Containerd.Images.UpdateAsync(
                new Wire.PutImage { Image = image, UpdateMask = new FieldMask { Paths = { "target", "labels" } } }, Containerd.Headers,
                cancellationToken: cancellationToken);
        }

        lock (_tables)
        {
            _idByName[name] = entry.Image.Id;
        }
    }

    /// <summary>
    /// Synchronous, so that what goes is gone: a load right after it would find blobs still there that the collector is about to take.
    /// </summary>
    private async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        await Containerd.Images.DeleteAsync(new Wire.DeleteImage { Name = name, Sync = true }, Containerd.Headers, cancellationToken: cancellationToken)
            .IgnoreMissingAsync();
        lock (_tables)
        {
            _idByName.Remove(name);
        }
    }
}
