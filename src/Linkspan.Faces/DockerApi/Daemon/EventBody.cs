using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>One event of <c>GET /events</c>; the lower-case names are those of older clients.</summary>
internal sealed record EventBody
{
    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    [JsonPropertyName("from")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    public required string Type { get; init; }

    public required string Action { get; init; }

    public required ActorBody Actor { get; init; }

    [JsonPropertyName("scope")]
    public string Scope { get; init; } = "local";

    [JsonPropertyName("time")]
    public long Time { get; init; }

    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }

    /// <summary>The event as the API shows it.</summary>
    public static EventBody Of(ContainerEvent happened)
    {
        bool named = happened.Type is "container" or "image";
        return new EventBody
        {
            Status = named ? happened.Action : null,
            Id = named ? happened.ActorId : null,
            From = happened.Type == "container" ? happened.Attributes.GetValueOrDefault("image") : null,
            Type = happened.Type,
            Action = happened.Action,
            Actor = new ActorBody(happened.ActorId, happened.Attributes),
            Time = happened.Time.ToUnixTimeSeconds(),
            TimeNano = ApiTime.Nanoseconds(happened.Time),
        };
    }
}
