using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Own;

/// <summary>What Linkspan answers beside Docker's API, below <c>/linkspan</c>.</summary>
internal sealed class OwnRoutes(NetworkEngine engine)
{
    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/linkspan/doctor", async call => await call.JsonAsync(await engine.ExamineAsync(call.Aborted), OwnJson.Default.HealthReport)),
        new("GET", "/linkspan/exposure", call => call.JsonAsync(engine.Exposures(), OwnJson.Default.IReadOnlyListExposure)),
    ];
}
