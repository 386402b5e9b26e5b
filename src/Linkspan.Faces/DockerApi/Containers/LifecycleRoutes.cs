using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>What is done to containers: start, stop, kill, pause, wait, removal.</summary>
internal sealed class LifecycleRoutes(ContainerService containers, TimeProvider time)
{
    private static readonly ApiVersion WithConditions = new(30);

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("POST", "/containers/{id}/start", StartAsync),
        new("POST", "/containers/{id}/stop", StopAsync),
        new("POST", "/containers/{id}/restart", RestartAsync),
        new("POST", "/containers/{id}/kill", KillAsync),
        new("POST", "/containers/{id}/pause", PauseAsync),
        new("POST", "/containers/{id}/unpause", UnpauseAsync),
        new("POST", "/containers/{id}/wait", WaitAsync),
        new("GET", "/containers/{id}/top", TopAsync),
        new("DELETE", "/containers/{id}", RemoveAsync),
        new("POST", "/containers/prune", PruneAsync),
    ];

    private static WaitCondition Condition(ApiCall call) => call.Version < WithConditions ? WaitCondition.NotRunning : call.Query("condition") switch
    {
        "" or "not-running" => WaitCondition.NotRunning,
        "next-exit" => WaitCondition.NextExit,
        "removed" => WaitCondition.Removed,
        string other => throw new LinkspanException(ErrorKind.Invalid, $"invalid condition: \"{other}\""),
    };

    private static string? Signal(ApiCall call) => call.Query("signal") is { Length: > 0 } signal ? signal : null;

    private async Task StartAsync(ApiCall call) =>
        await call.StatusAsync(await containers.StartAsync(call.Value("id"), call.Aborted) ? 204 : 304);

    private async Task StopAsync(ApiCall call) =>
        await call.StatusAsync(await containers.StopAsync(call.Value("id"), Signal(call), call.Number("t"), call.Aborted) ? 204 : 304);

    private async Task RestartAsync(ApiCall call)
    {
        await containers.RestartAsync(call.Value("id"), Signal(call), call.Number("t"), call.Aborted);
        await call.StatusAsync(204);
    }

    private async Task KillAsync(ApiCall call)
    {
        await containers.KillAsync(call.Value("id"), Signal(call), call.Aborted);
        await call.StatusAsync(204);
    }

    private async Task PauseAsync(ApiCall call)
    {
        await containers.PauseAsync(call.Value("id"), call.Aborted);
        await call.StatusAsync(204);
    }

    private async Task UnpauseAsync(ApiCall call)
    {
        await containers.UnpauseAsync(call.Value("id"), call.Aborted);
        await call.StatusAsync(204);
    }

    /// <summary>The headers go out at once: clients start the container when they see them.</summary>
    private async Task WaitAsync(ApiCall call)
    {
        Task<ContainerExit> wait = containers.WaitAsync(call.Value("id"), Condition(call), call.Aborted);
        if (wait.IsFaulted)
        {
            await wait;
        }

        Stream stream = await call.StreamAsync("application/json");
        ContainerExit exit = await wait;
        var body = new WaitBody(exit.ExitCode, exit.Error.Length > 0 ? new WaitErrorBody(exit.Error) : null);
        await call.WriteLineAsync(stream, body, ContainerJson.Default.WaitBody);
    }

    private async Task TopAsync(ApiCall call)
    {
        ContainerProcesses processes = await containers.TopAsync(call.Value("id"), call.Query("ps_args"), call.Aborted);
        await call.JsonAsync(new TopBody(processes.Titles, processes.Processes), ContainerJson.Default.TopBody);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        if (call.Flag("link"))
        {
            throw new LinkspanException(ErrorKind.Unsupported, "links are part of a container and cannot be removed alone; create the container again without --link");
        }

        await containers.RemoveAsync(call.Value("id"), call.Flag("force"), call.Flag("v"), call.Aborted);
        await call.StatusAsync(204);
    }

    private async Task PruneAsync(ApiCall call)
    {
        Func<Container, bool> chosen = PruneFilter.Of<Container>(
            Filters.Parse(call.Query("filters")), time.GetUtcNow(), static container => container.Created, static container => container.Config.Labels);
        PruneResult removed = await containers.PruneAsync(chosen, call.Aborted);
        await call.JsonAsync(
            new ContainersPrunedBody(removed.Removed.Count == 0 ? null : removed.Removed, removed.ReclaimedBytes), ContainerJson.Default.ContainersPrunedBody);
    }
}
