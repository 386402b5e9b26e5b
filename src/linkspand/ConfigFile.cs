using Linkspan.Engine;

namespace Linkspan.Daemon;

/// <summary>A configuration file in the form of dockerd's <c>daemon.json</c>, turned into the flags that it stands for.</summary>
internal static class ConfigFile
{
    /// <summary>Keys whose name is the plural of the flag's.</summary>
    private static readonly Dictionary<string, string> Singular = new(StringComparer.Ordinal)
    {
        ["hosts"] = "host",
        ["dns-opts"] = "dns-opt",
        ["log-opts"] = "log-opt",
        ["labels"] = "label",
        ["host-gateway-ips"] = "host-gateway-ip",
        ["default-address-pools"] = "default-address-pool",
        ["default-network-opts"] = "default-network-opt",
        ["registry-mirrors"] = "registry-mirror",
        ["insecure-registries"] = "insecure-registry",
        ["runtimes"] = "add-runtime",
        ["exec-opts"] = "exec-opt",
        ["storage-opts"] = "storage-opt",
        ["features"] = "feature",
    };

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">Flags of the command line: a key that is given there too is left out, so that the command line wins.</param>
    /// <exception cref="LinkspanException">Invalid: it cannot be read or is no JSON object.</exception>
    public static List<string> ToArguments(string path, IReadOnlyCollection<string> given)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            List<string> arguments = [];
            foreach (JsonProperty key in document.RootElement.EnumerateObject())
            {
                string flag = $"--{Singular.GetValueOrDefault(key.Name, key.Name)}";
                if (!given.Any(argument => argument == flag || argument.StartsWith(flag + "=", StringComparison.Ordinal)))
                {
                    arguments.AddRange(Values(key.Value).Select(value => $"{flag}={value}"));
                }
            }

            return arguments;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"configuration file {path} cannot be used: {e.Message}", e);
        }
    }

    private static IEnumerable<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(static item => item.ValueKind == JsonValueKind.Object
            ? [string.Join(',', item.EnumerateObject().Select(static pair => $"{pair.Name}={pair.Value}"))]
            : Values(item)),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(static pair => Values(pair.Value).Select(inner => $"{pair.Name}={inner}")),
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.ToString()],
    };
}
