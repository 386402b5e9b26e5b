using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Linkspan.Containers.Images;

/// <summary>Finds what is wrong with a layer that could not be unpacked.</summary>
internal static class LayerCheck
{
    /// <summary>Reads it to its end.</summary>
    /// <returns>What is wrong with it; null where it is sound, so that the reason lies elsewhere (a full disk), or where its form is not read here.</returns>
    public static async Task<string?> FaultAsync(ContentStore content, Descriptor layer, string diffId, CancellationToken cancellationToken)
    {
        if (layer.MediaType.EndsWith("zstd", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            await using (Stream whole = Plain(content, layer, cancellationToken))
            {
                string digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, cancellationToken));
                if (digest != diffId)
                {
                    return $"it is cut off or damaged, its content is {digest}, but the configuration says {diffId}";
                }
            }

            await using var reader = new TarReader(Plain(content, layer, cancellationToken));
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is not null)
            {
                // Going through is all.
            }

            return null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            return "it is cut off or no archive: " + e.Message;
        }
    }

    private static Stream Plain(ContentStore content, Descriptor layer, CancellationToken cancellationToken)
    {
        Stream stream = content.Open(layer.Digest, cancellationToken);
        return layer.MediaType.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
