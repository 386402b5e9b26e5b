using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>What containers use, once or each second.</summary>
internal sealed class StatsRoutes(ContainerService containers, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() => [new("GET", "/containers/{id}/stats", StatsAsync)];

    private async Task StatsAsync(ApiCall call)
    {
        bool streamed = call.Flag("stream", fallback: true);
        bool once = call.Flag("one-shot");
        if (streamed && once)
        {
            throw new LinkspanException(ErrorKind.Invalid, "cannot have stream=true and one-shot=true");
        }

        Container container = containers.Find(call.Value("id"));
        StatsBody sample = StatsReader.Read(container, null, time.GetUtcNow());
        if (!streamed)
        {
            // Two samples, so that the client can tell the rate, unless it keeps the one before itself.
            if (!once && container.State.Running)
            {
                await Task.Delay(Pause, time, call.Aborted);
                sample = StatsReader.Read(containers.Find(container.Id), sample, time.GetUtcNow());
            }

            await call.JsonAsync(sample, StatsJson.Default.StatsBody);
            return;
        }

        await StreamAsync(call, container.Id, sample);
    }

    private async Task StreamAsync(ApiCall call, string id, StatsBody sample)
    {
        Stream stream = await call.StreamAsync("application/json");
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                await call.WriteLineAsync(stream, sample, StatsJson.Default.StatsBody);
                await timer.WaitForNextTickAsync(call.Aborted);
                sample = StatsReader.Read(containers.Find(id), sample, time.GetUtcNow());
            }
            while (true);
        }
        catch (LinkspanException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Removed meanwhile: the stream ends.
        }
    }
}
