using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>What a container's health checks say.</summary>
internal sealed record HealthBody(string Status, int FailingStreak, IReadOnlyList<HealthResultBody> Log)
{
    public static HealthBody? Of(HealthState? health) => health is null ? null : new HealthBody(
        health.Status, health.FailingStreak,
        [.. health.Log.Select(static result => new HealthResultBody(ApiTime.Text(result.Start), ApiTime.Text(result.End), result.ExitCode, result.Output))]);
}
