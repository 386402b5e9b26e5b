using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Grpc.Core;
using Linkspan.Engine;

namespace Linkspan.Containers.Images;

/// <summary>
/// Takes a <c>docker save</c> or OCI archive in: every file goes to the content store as it comes, since the list of what matters may stand at the
/// end; what turns out not to be referred to goes with the lease.
/// </summary>
internal sealed class ArchiveReader(ContentStore content, Metadata headers)
{
    private readonly Dictionary<string, (string Digest, long Size)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>The stream itself, or its content where it is compressed with gzip.</summary>
    public static async Task<Stream> DecompressAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] head = new byte[6];
        int count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, count), stream);
        if (count >= 2 && head[0] == 0x1f && head[1] == 0x8b)
        {
            return new GZipStream(whole, CompressionMode.Decompress);
        }

        string? other = head switch
        {
            [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "xz",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "bzip2",
            _ => null,
        };
        return other is null
            ? whole
            : throw new LinkspanException(ErrorKind.Unsupported, $"the archive is compressed with {other}; unpack it first or use gzip");
    }

    /// <summary>Reads an archive to its end.</summary>
    /// <exception cref="LinkspanException">Invalid: it is no image archive.</exception>
    public async Task<IReadOnlyList<IncomingImage>> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream plain = await DecompressAsync(archive, cancellationToken);
            await using var reader = new TarReader(plain);
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                string name = Normal(entry.Name);
                if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                {
                    string folder = entry.EntryType == TarEntryType.HardLink ? "" : Path.GetDirectoryName(name) ?? "";
                    _links[name] = Normal(Path.GetFullPath(Path.Combine("/", folder, entry.LinkName)));
                }
                else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
                {
                    _files[name] = await content.WriteAsync(entry.DataStream ?? Stream.Null, headers, cancellationToken);
                }
            }

            return await ListAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid archive: " + e.Message, e);
        }
    }

    /// <summary>Takes in a folder that skopeo wrote (<c>dir:</c>): the registry's own manifest and its blobs.</summary>
    public async Task<IncomingImage> ReadFolderAsync(string folder, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            await using FileStream stream = File.OpenRead(file);
            _files[Path.GetFileName(file)] = await content.WriteAsync(stream, headers, cancellationToken);
        }

        return await OfManifestAsync(await ReadJsonAsync("manifest.json", cancellationToken), names, cancellationToken);
    }

    private static string Normal(string path) => path.TrimStart('.', '/').TrimEnd('/');

    private async Task<IReadOnlyList<IncomingImage>> ListAsync(CancellationToken cancellationToken)
    {
        if (_files.ContainsKey("manifest.json"))
        {
            return await DockerAsync(cancellationToken);
        }

        return _files.ContainsKey("index.json")
            ? await OciAsync(cancellationToken)
            : throw new InvalidDataException("there is neither manifest.json nor index.json in it");
    }

    private async Task<IReadOnlyList<IncomingImage>> DockerAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await ReadJsonAsync("manifest.json", cancellationToken));
        List<IncomingImage> images = [];
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            (string configDigest, long configSize) = Resolve(Text(item.GetProperty("Config")));
            List<Descriptor> layers = [];
            foreach (JsonElement layer in item.GetProperty("Layers").EnumerateArray())
            {
                (string digest, long size) = Resolve(Text(layer));
                byte[] head = await content.ReadHeadAsync(digest, 2, cancellationToken);
                layers.Add(new Descriptor(head is [0x1f, 0x8b] ? MediaTypes.LayerGzip : MediaTypes.Layer, digest, size));
            }

            List<string> names = [];
            if (item.TryGetProperty("RepoTags", out JsonElement tags) && tags.ValueKind == JsonValueKind.Array)
            {
                names.AddRange(tags.EnumerateArray().Select(static tag => ImageReference.Parse(Text(tag)).Tagged().Canonical));
            }

            var manifest = new ImageManifest(new Descriptor(MediaTypes.Config, configDigest, configSize), layers);
            Descriptor written = await content.WriteAsync(manifest.ToJson(), MediaTypes.Manifest, manifest.Labels(), headers, cancellationToken);
            images.Add(new IncomingImage(written, manifest, names));
        }

        return images;
    }

    private async Task<IReadOnlyList<IncomingImage>> OciAsync(CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await ReadJsonAsync("index.json", cancellationToken));
        List<IncomingImage> images = [];
        foreach (JsonElement item in document.RootElement.GetProperty("manifests").EnumerateArray())
        {
            Descriptor descriptor = ImageManifest.ReadDescriptor(item);
            string? name = Annotation(item, "io.containerd.image.name") ?? Annotation(item, "org.opencontainers.image.ref.name");
            bool full = name is not null && ImageReference.TryParse(name, out _, out _) && name.AsSpan().ContainsAny(':', '/');
            IReadOnlyList<string> names = full ? [ImageReference.Parse(name!).Tagged().Canonical] : [];
            if (MediaTypes.IsIndex(descriptor.MediaType))
            {
                descriptor = ImageManifest.Choose(await content.ReadAsync(descriptor.Digest, cancellationToken));
            }

            images.Add(await OfManifestAsync(await content.ReadAsync(descriptor.Digest, cancellationToken), names, cancellationToken));
        }

        return images;
    }

    private async Task<IncomingImage> OfManifestAsync(byte[] json, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ImageManifest manifest = ImageManifest.Parse(json);
        string digest = ContentStore.Digest(json);
        using var document = JsonDocument.Parse(json);
        string type = document.RootElement.TryGetProperty("mediaType", out JsonElement t) && t.GetString() is { Length: > 0 } named
            ? named : MediaTypes.OciManifest;
        await content.LabelAsync(digest, manifest.Labels(), cancellationToken);
        return new IncomingImage(new Descriptor(type, digest, json.Length), manifest, names);
    }

    private static string? Annotation(JsonElement item, string key) =>
        item.TryGetProperty("annotations", out JsonElement all) && all.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static string Text(JsonElement name) => name.GetString() ?? throw new InvalidDataException("a name in the manifest is null");

    private Task<byte[]> ReadJsonAsync(string name, CancellationToken cancellationToken) =>
        content.ReadAsync(Resolve(name).Digest, cancellationToken);

    private (string Digest, long Size) Resolve(string name)
    {
        string path = Normal(name);
        for (int hops = 0; hops < 8 && _links.TryGetValue(path, out string? target); hops++)
        {
            path = target;
        }

        return _files.TryGetValue(path, out (string Digest, long Size) file)
            ? file : throw new InvalidDataException($"{name} is named in the manifest but is not in the archive");
    }
}
