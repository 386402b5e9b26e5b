using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>Takes out of an answer what must differ between two daemons: ids, times, automatic addresses, kernel-chosen ports, sizes, paths.</summary>
internal static partial class Normal
{
    // What is a measurement, a clock or a number of the machine.
    private static readonly HashSet<string> Measured = new(StringComparer.Ordinal)
    {
        "Pid", "time", "timeNano", "Created", "Size", "VirtualSize", "SizeRw", "SizeRootFs", "SpaceReclaimed", "LayersSize", "NFd", "NGoroutines", "mtime", "SharedSize", "size", "IPPrefixLen", "GlobalIPv6PrefixLen", "usage", "max_usage", "total_usage", "usage_in_kernelmode", "usage_in_usermode", "system_cpu_usage", "MemTotal",
        "rx_bytes", "rx_packets", "tx_bytes", "tx_packets", "current", "limit", "value",
    };

    // Names of what a pruning took, in the order of dockerd's hash table.
    private static readonly HashSet<string> Pruned = new(StringComparer.Ordinal) { "NetworksDeleted", "VolumesDeleted", "ContainersDeleted" };

    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject fields when fields.ContainsKey("pgfault") => "<measured>",
        JsonObject fields => new JsonObject(fields.Select(static pair => KeyValuePair.Create(
            Text(pair.Key), Measured.Contains(pair.Key) && pair.Value is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? "<number>"
                : Pruned.Contains(pair.Key) ? Sorted(pair.Value) : Of(pair.Value)))
            .DistinctBy(static pair => pair.Key)),
        JsonArray items => List(items),
        JsonValue value when value.TryGetValue(out string? text) => Text(text),
        null => null,
        _ => node.DeepClone(),
    };

    /// <summary>A text with its variable parts replaced by their kind.</summary>
    public static string Text(string text)
    {
        text = Identifier().Replace(text, "<id>");
        text = ShortIdentifier().Replace(text, "<id>");
        text = Time().Replace(text, "<time>");
        text = Duration().Replace(text, "<duration>");
        text = Mac().Replace(text, "<mac>");
        text = AutomaticAddress().Replace(text, "<address>");
        text = AutomaticAddress6().Replace(text, "<address>");
        text = NamespacePath().Replace(text, "<folder>netns/<id>");
        text = Folder().Replace(text, "<folder>");
        return EphemeralPort().Replace(text, "<port>");
    }

    [GeneratedRegex("(sha256:)?[0-9a-f]{64}")]
    private static partial Regex Identifier();

    [GeneratedRegex("(?<![0-9a-z.:-])(?=[a-f]*[0-9])[0-9a-f]{12}(?![0-9a-z])|(?<=br-)[0-9a-f]{12}")]
    private static partial Regex ShortIdentifier();

    [GeneratedRegex(@"(?!0001)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex("/[^ \"']*netns/([0-9a-f]+|default)")]
    private static partial Regex NamespacePath();

    [GeneratedRegex(@"(Less than a second|About a minute|\d+ seconds?|\d+ minutes?)")]
    private static partial Regex Duration();

    [GeneratedRegex("([0-9a-f]{2}:){5}[0-9a-f]{2}")]
    private static partial Regex Mac();

    [GeneratedRegex(@"(172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|192\.168\.\d+\.\d+)(/\d+)?")]
    private static partial Regex AutomaticAddress();

    [GeneratedRegex("fd[0-9a-f]{2}:[0-9a-f:]+")]
    private static partial Regex AutomaticAddress6();

    [GeneratedRegex("/[^ \"':]*/(data|run)/(?=[a-z])")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\b(3276[89]|327[789]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|6[0-4]\d{3}|65[0-4]\d\d)\b")]
    private static partial Regex EphemeralPort();

    private static JsonNode? Sorted(JsonNode? names) =>
        names is JsonArray items ? new JsonArray([.. items.Select(Of).OrderBy(static name => name!.ToString(), StringComparer.Ordinal)]) : Of(names);

    /// <summary>Lists whose order no client may count on are sorted: what has a name, mounts, ports; numbers by processor are a measurement.</summary>
    private static JsonArray List(JsonArray items)
    {
        if (items.Count > 0 && items.All(static item => item is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number))
        {
            return ["<numbers>"];
        }

        IEnumerable<JsonNode?> nodes = items.Select(Of);
        foreach (string key in new[] { "Name", "Destination", "Path", "PrivatePort" })
        {
            if (items.All(item => item is JsonObject fields && fields.ContainsKey(key) && !fields.ContainsKey("Names") && !fields.ContainsKey("Args")))
            {
                nodes = nodes.OrderBy(item => item![key]!.ToString(), StringComparer.Ordinal).ThenBy(static item => item!.ToJsonString(), StringComparer.Ordinal);
                break;
            }
        }

        return new JsonArray([.. nodes]);
    }
}
