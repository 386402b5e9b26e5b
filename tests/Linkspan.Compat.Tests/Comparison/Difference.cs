using System.Text.Json.Nodes;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>One field in which two answers differ.</summary>
/// <param name="Row">The request.</param>
/// <param name="Where">Path of the field, such as <c>body.HostConfig.ShmSize</c>; list positions are left out.</param>
/// <param name="Docker">dockerd's value; null where the field is absent.</param>
/// <param name="Linkspan">Ours; null where the field is absent.</param>
internal sealed record Difference(Row Row, string Where, string? Docker, string? Linkspan)
{
    /// <summary>Compares two answers in normal form.</summary>
    public static IEnumerable<Difference> Between(Row row, JsonNode? docker, JsonNode? linkspan) => Walk(row, "", docker, linkspan);

    public override string ToString() => $"{Row.Title}\n    # {Row.Reason}\n    {Where}: docker {Docker ?? "(absent)"} | linkspan {Linkspan ?? "(absent)"}";

    private static IEnumerable<Difference> Walk(Row row, string where, JsonNode? docker, JsonNode? linkspan)
    {
        if (docker is JsonObject left && linkspan is JsonObject right)
        {
            return left.Select(static pair => pair.Key).Union(right.Select(static pair => pair.Key), StringComparer.Ordinal).SelectMany(key => Field(row, where, key, left, right));
        }

        if (docker is JsonArray first && linkspan is JsonArray second && first.Count == second.Count)
        {
            return Enumerable.Range(0, first.Count).SelectMany(index => Walk(row, where, first[index], second[index]));
        }

        return Same(where, docker, linkspan) ? [] : [new Difference(row, where, Text(docker), Text(linkspan))];
    }

    private static IEnumerable<Difference> Field(Row row, string where, string key, JsonObject left, JsonObject right)
    {
        string path = where.Length == 0 ? key : $"{where}.{key}";
        if (left.ContainsKey(key) && right.ContainsKey(key))
        {
            return Walk(row, path, left[key], right[key]);
        }

        return [new Difference(row, path, left.ContainsKey(key) ? Text(left[key]) : null, right.ContainsKey(key) ? Text(right[key]) : null)];
    }

    /// <summary>Clients look for parts of messages, so a message that says all that Docker's says, and more, is as good.</summary>
    private static bool Same(string where, JsonNode? docker, JsonNode? linkspan) =>
        JsonNode.DeepEquals(docker, linkspan) ||
        (where == "body.message" && docker is not null && linkspan is not null && linkspan.ToString().Contains(docker.ToString().Trim(), StringComparison.Ordinal));

    private static string Text(JsonNode? node) => node?.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";
}
