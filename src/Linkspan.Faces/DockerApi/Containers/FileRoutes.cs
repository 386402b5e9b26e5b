using System.Text.Json;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Files of containers: <c>docker cp</c>, export, diff.</summary>
internal sealed class FileRoutes(ContainerService containers)
{
    private const string Facts = "X-Docker-Container-Path-Stat";

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("HEAD", "/containers/{id}/archive", StatAsync),
        new("GET", "/containers/{id}/archive", CopyOutAsync),
        new("PUT", "/containers/{id}/archive", CopyInAsync),
        new("GET", "/containers/{id}/export", ExportAsync),
        new("GET", "/containers/{id}/changes", ChangesAsync),
    ];

    private async Task StatAsync(ApiCall call)
    {
        await ShowAsync(call);
        await call.StatusAsync(200);
    }

    private async Task ShowAsync(ApiCall call)
    {
        PathFacts facts = await containers.StatAsync(call.Value("id"), call.Query("path"), call.Aborted);
        call.Http.Response.Headers[Facts] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(PathStatBody.Of(facts), ContainerJson.Default.PathStatBody));
    }

    private async Task CopyOutAsync(ApiCall call)
    {
        await ShowAsync(call);
        Stream stream = await call.StreamAsync("application/x-tar");
        await containers.CopyOutAsync(call.Value("id"), call.Query("path"), stream, call.Aborted);
    }

    private async Task CopyInAsync(ApiCall call)
    {
        await containers.CopyInAsync(call.Value("id"), call.Query("path"), call.Http.Request.Body, call.Flag("noOverwriteDirNonDir"), call.Aborted);
        await call.StatusAsync(200);
    }

    private async Task ExportAsync(ApiCall call)
    {
        string id = containers.Find(call.Value("id")).Id;
        await containers.ExportAsync(id, await call.StreamAsync("application/octet-stream"), call.Aborted);
    }

    private async Task ChangesAsync(ApiCall call)
    {
        IReadOnlyList<PathChange> changes = await containers.ChangesAsync(call.Value("id"), call.Aborted);
        PathChangeBody[]? bodies = changes.Count == 0 ? null : [.. changes.Select(static change => new PathChangeBody(change.Path, (int)change.Kind))];
        await call.JsonAsync(bodies, ContainerJson.Default.PathChangeBodyArray!);
    }
}
