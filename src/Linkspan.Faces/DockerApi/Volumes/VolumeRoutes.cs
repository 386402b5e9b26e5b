using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Volumes;

/// <summary>The requests below <c>/volumes</c>.</summary>
internal sealed class VolumeRoutes(VolumeStore volumes, TimeProvider time)
{
    private static readonly ApiVersion OnlyAnonymous = new(42);

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/volumes", ListAsync),
        new("POST", "/volumes/create", CreateAsync),
        new("POST", "/volumes/prune", PruneAsync),
        new("GET", "/volumes/{name}", call => call.JsonAsync(VolumeBody.Of(volumes.Find(call.Value("name"))), VolumeJson.Default.VolumeBody)),
        new("DELETE", "/volumes/{name}", RemoveAsync),
    ];

    private Task ListAsync(ApiCall call)
    {
        Filters filters = Filters.Parse(call.Query("filters"));
        filters.Allow("dangling", "driver", "label", "name");
        bool? dangling = filters.Boolean("dangling");
        VolumeBody[] bodies =
        [
            .. volumes.List().Where(volume =>
                    (dangling is null || dangling == (volumes.UsedBy(volume.Name).Count == 0)) &&
                    filters.Any("driver", driver => volume.Driver == driver) &&
                    filters.Any("name", name => NameMatch.Fits(volume.Name, name)) &&
                    filters.Labels("label", volume.Labels))
                .Select(VolumeBody.Of),
        ];
        return call.JsonAsync(new VolumeListBody(bodies, null), VolumeJson.Default.VolumeListBody);
    }

    private async Task CreateAsync(ApiCall call)
    {
        VolumeCreateBody body = await call.BodyAsync(VolumeJson.Default.VolumeCreateBody);
        Volume volume = await volumes.CreateAsync(
            new VolumeRequest { Name = body.Name ?? "", Driver = body.Driver ?? "", Options = Given.Map(body.DriverOpts), Labels = Given.Map(body.Labels) },
            call.Aborted);
        await call.JsonAsync(VolumeBody.Of(volume), VolumeJson.Default.VolumeBody, status: 201);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        await volumes.RemoveAsync(call.Value("name"), call.Flag("force"), call.Aborted);
        await call.StatusAsync(204);
    }

    /// <summary>Named volumes stay unless <c>all</c> is asked for, since API 1.42.</summary>
    private async Task PruneAsync(ApiCall call)
    {
        Filters filters = Filters.Parse(call.Query("filters"));
        bool all = filters.Boolean("all") ?? call.Version < OnlyAnonymous;
        if (filters["until"].Count > 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid filter 'until'; volumes have no use time");
        }

        Func<Volume, bool> chosen = PruneFilter.Of<Volume>(filters, time.GetUtcNow(), static volume => volume.CreatedAt, static volume => volume.Labels, "all");
        PruneResult removed = await volumes.PruneAsync(volume => (all || volume.Anonymous) && chosen(volume), call.Aborted);
        await call.JsonAsync(new VolumesPrunedBody(removed.Removed.Count == 0 ? null : removed.Removed, removed.ReclaimedBytes), VolumeJson.Default.VolumesPrunedBody);
    }
}
