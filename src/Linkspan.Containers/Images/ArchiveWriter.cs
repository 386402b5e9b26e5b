using System.Formats.Tar;
using System.Text.Json;

namespace Linkspan.Containers.Images;

/// <summary>Writes images as a <c>docker save</c> archive.</summary>
internal static class ArchiveWriter
{
    /// <summary>Writes every blob once, then the list.</summary>
    public static async Task WriteAsync(
        ContentStore content, IReadOnlyList<(ImageEntry Entry, List<string> Tags)> images, Stream destination, CancellationToken cancellationToken)
    {
        await using var writer = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        HashSet<string> written = new(StringComparer.Ordinal);
        foreach ((ImageEntry entry, List<string> _) in images)
        {
            foreach (Descriptor blob in entry.Manifest.Layers.Prepend(entry.Manifest.Config))
            {
                if (written.Add(blob.Digest))
                {
                    await WriteBlobAsync(content, writer, blob, cancellationToken);
                }
            }
        }

        using var list = new MemoryStream(List(images));
        await writer.WriteEntryAsync(Entry("manifest.json", list), cancellationToken);
    }

    private static async Task WriteBlobAsync(ContentStore content, TarWriter writer, Descriptor blob, CancellationToken cancellationToken)
    {
        // The writer wants the length before the bytes and buffers what cannot seek: a layer goes by way of a file that is gone at once.
        await using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await content.CopyAsync(blob.Digest, file, cancellationToken);
        file.Position = 0;
        await writer.WriteEntryAsync(Entry(PathOf(blob), file), cancellationToken);
    }

    private static PaxTarEntry Entry(string name, Stream data) => new(TarEntryType.RegularFile, name)
    {
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = data,
    };

    private static string PathOf(Descriptor blob) => "blobs/sha256/" + blob.Digest[7..];

    private static byte[] List(IReadOnlyList<(ImageEntry Entry, List<string> Tags)> images)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach ((ImageEntry entry, List<string> tags) in images)
            {
                json.WriteStartObject();
                json.WriteString("Config", PathOf(entry.Manifest.Config));
                json.WriteStartArray("RepoTags");
                tags.ForEach(json.WriteStringValue);
                json.WriteEndArray();
                json.WriteStartArray("Layers");
                foreach (Descriptor layer in entry.Manifest.Layers)
                {
                    json.WriteStringValue(PathOf(layer));
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }
}
