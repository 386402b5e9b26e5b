using System.Runtime.InteropServices;
using System.Text.Json;

namespace Linkspan.Containers.Images;

/// <summary>An image manifest: the configuration and the layers (OCI image-spec, manifest.md, and Docker's schema 2).</summary>
/// <param name="Config">Configuration.</param>
/// <param name="Layers">Layers, lowest first.</param>
internal sealed record ImageManifest(Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static ImageManifest Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new ImageManifest(
                ReadDescriptor(root.GetProperty("config")), [.. root.GetProperty("layers").EnumerateArray().Select(ReadDescriptor)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("the image's manifest is not valid: " + e.Message, e);
        }
    }

    /// <summary>The manifest of a list that fits this machine, or the first where none names a platform.</summary>
    /// <exception cref="InvalidDataException">It is no list, or none fits.</exception>
    public static Descriptor Choose(ReadOnlyMemory<byte> index)
    {
        try
        {
            using var document = JsonDocument.Parse(index);
            foreach (JsonElement item in document.RootElement.GetProperty("manifests").EnumerateArray())
            {
                if (!item.TryGetProperty("platform", out JsonElement platform)
                    || (platform.GetProperty("os").GetString() == "linux" && platform.GetProperty("architecture").GetString() == Architecture))
                {
                    return ReadDescriptor(item);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("the image's index is not valid: " + e.Message, e);
        }

        throw new InvalidDataException($"no matching manifest for linux/{Architecture} in the manifest list entries");
    }

    /// <summary>This machine's architecture in Go's words.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Writes the manifest in Docker's schema 2.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.Manifest);
            json.WritePropertyName("config");
            Write(json, Config);
            json.WriteStartArray("layers");
            foreach (Descriptor layer in Layers)
            {
                Write(json, layer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Labels that let containerd's collector see what the manifest refers to.</summary>
    public Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["containerd.io/gc.ref.content.config"] = Config.Digest };
        for (int i = 0; i < Layers.Count; i++)
        {
            labels["containerd.io/gc.ref.content.l." + i] = Layers[i].Digest;
        }

        return labels;
    }

    /// <summary>Reads a descriptor.</summary>
    public static Descriptor ReadDescriptor(JsonElement json) => new(
        json.TryGetProperty("mediaType", out JsonElement type) ? type.GetString() ?? "" : "",
        json.GetProperty("digest").GetString() ?? "",
        json.GetProperty("size").GetInt64());

    private static void Write(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest);
        json.WriteNumber("size", descriptor.Size);
        json.WriteEndObject();
    }
}
