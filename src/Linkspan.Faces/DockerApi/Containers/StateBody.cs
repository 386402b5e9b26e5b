using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Where a container stands.</summary>
internal sealed record StateBody
{
    public required string Status { get; init; }

    public bool Running { get; init; }

    public bool Paused { get; init; }

    public bool Restarting { get; init; }

    [JsonPropertyName("OOMKilled")]
    public bool OomKilled { get; init; }

    public bool Dead { get; init; }

    public int Pid { get; init; }

    public int ExitCode { get; init; }

    public required string Error { get; init; }

    public required string StartedAt { get; init; }

    public required string FinishedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthBody? Health { get; init; }

    public static StateBody Of(ContainerState state) => new()
    {
        Status = StatusText.Word(state.Status),
        Running = state.Running,
        Paused = state.Paused,
        Restarting = state.Restarting,
        OomKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = ApiTime.Text(state.StartedAt),
        FinishedAt = ApiTime.Text(state.FinishedAt),
        Health = HealthBody.Of(state.Health),
    };
}
