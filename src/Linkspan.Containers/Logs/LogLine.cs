using System.Text.Json.Serialization;

namespace Linkspan.Containers.Logs;

/// <summary>One line of a json-file log.</summary>
/// <param name="Log">Text with its line feed.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Time">When, RFC 3339 with nanoseconds.</param>
internal sealed record LogLine(
    [property: JsonPropertyName("log")] string Log, [property: JsonPropertyName("stream")] string Stream, [property: JsonPropertyName("time")] string Time)
{
    /// <summary>The time as such.</summary>
    [JsonIgnore]
    public DateTimeOffset At => DateTimeOffset.Parse(Time, System.Globalization.CultureInfo.InvariantCulture);
}
