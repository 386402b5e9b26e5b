using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Images that are here: list, inspect, history, names, removal.</summary>
internal sealed class ImageRoutes(ContainerPlatform platform, TimeProvider time)
{
    private static readonly ApiVersion WithoutVirtualSize = new(44);
    private static readonly ApiVersion WithoutNone = new(43);
    private static readonly ApiVersion WithoutContainerConfig = new(45);

    private readonly ImageStore _images = platform.Images;

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/images/json", ListAsync),
        new("GET", "/images/{name*}/json", InspectAsync),
        new("GET", "/images/{name*}/history", HistoryAsync),
        new("POST", "/images/{name*}/tag", TagAsync),
        new("DELETE", "/images/{name*}", RemoveAsync),
        new("POST", "/images/prune", PruneAsync),
    ];

    /// <summary>A row of the list.</summary>
    internal static ImageRowBody Row(Image image, ApiVersion version, long containers = -1)
    {
        bool nameless = version < WithoutNone && image.RepoTags.Count == 0;
        return new ImageRowBody
        {
            Id = image.Id,
            RepoTags = nameless ? ["<none>:<none>"] : image.RepoTags,
            RepoDigests = nameless && image.RepoDigests.Count == 0 ? ["<none>@<none>"] : image.RepoDigests,
            Created = Seconds(image.Created),
            Size = image.Size,
            VirtualSize = version < WithoutVirtualSize ? image.Size : null,
            Labels = image.Config.Labels,
            Containers = containers,
        };
    }

    /// <summary>A filter by name shows the names that fit.</summary>
    private static Image Shown(Image image, Filters filters) => filters["reference"].Count == 0 ? image : image with
    {
        RepoTags = [.. image.RepoTags.Where(name => filters.Any("reference", pattern => ReferencePattern.Fits(name, pattern)))],
        RepoDigests = [.. image.RepoDigests.Where(name => filters.Any("reference", pattern => ReferencePattern.Fits(name, pattern)))],
    };

    private static long Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private Task ListAsync(ApiCall call)
    {
        Filters filters = Filters.Parse(call.Query("filters"));
        Func<Image, bool> chosen = ImageFilter.Of(filters, _images, time.GetUtcNow());
        string old = call.Query("filter"); // one name, until API 1.27
        List<ImageRowBody> rows =
        [
            .. _images.List().Where(chosen)
                .Where(image => old.Length == 0 || image.RepoTags.Any(name => ReferencePattern.Fits(name, old)))
                .Select(image => Row(Shown(image, filters), call.Version)),
        ];
        return call.JsonAsync(rows, ImageJson.Default.ListImageRowBody);
    }

    private Task InspectAsync(ApiCall call)
    {
        Image image = _images.Find(call.Value("name"));
        return call.JsonAsync(
            new ImageBody
            {
                Id = image.Id,
                RepoTags = image.RepoTags,
                RepoDigests = image.RepoDigests,
                Comment = image.Comment,
                Created = ApiTime.Text(image.Created),
                ContainerConfig = call.Version < WithoutContainerConfig ? ConfigBody.Of(new ContainerConfig()) : null,
                Author = image.Author,
                Config = ConfigBody.Of(image.Config),
                Architecture = image.Architecture,
                Variant = image.Variant.Length == 0 ? null : image.Variant,
                Os = image.Os,
                Size = image.Size,
                VirtualSize = call.Version < WithoutVirtualSize ? image.Size : null,
                GraphDriver = new GraphDriverBody(null, "overlayfs"),
                RootFs = new RootFsBody("layers", image.Layers),
                Metadata = new ImageMetadataBody(ApiTime.Text(image.LastTagTime)),
            },
            ImageJson.Default.ImageBody);
    }

    private async Task HistoryAsync(ApiCall call)
    {
        IReadOnlyList<ImageHistory> steps = await _images.HistoryAsync(call.Value("name"), call.Aborted);
        List<HistoryBody> bodies =
        [
            .. steps.Select(static step => new HistoryBody(
                step.Id, Seconds(step.Created), step.CreatedBy, step.Tags.Count == 0 ? null : step.Tags, step.Size, step.Comment)),
        ];
        await call.JsonAsync(bodies, ImageJson.Default.ListHistoryBody);
    }

    private async Task TagAsync(ApiCall call)
    {
        string repository = call.Query("repo");
        string tag = call.Query("tag");
        await _images.TagAsync(call.Value("name"), tag.Length == 0 ? repository : $"{repository}:{tag}", call.Aborted);
        await call.StatusAsync(201);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        IReadOnlyList<RemovedImage> removed = await _images.RemoveAsync(call.Value("name"), call.Flag("force"), call.Aborted);
        List<RemovedBody> bodies = [.. removed.Select(static image => new RemovedBody { Untagged = image.Untagged, Deleted = image.Deleted })];
        await call.JsonAsync(bodies, ImageJson.Default.ListRemovedBody);
    }

    private async Task PruneAsync(ApiCall call)
    {
        Filters filters = Filters.Parse(call.Query("filters"));
        bool onlyDangling = filters.Boolean("dangling") ?? true;
        Func<Image, bool> chosen = PruneFilter.Of<Image>(
            filters, time.GetUtcNow(), static image => image.Created, static image => image.Config.Labels, "dangling");
        PruneResult removed = await _images.PruneAsync(image => (!onlyDangling || image.RepoTags.Count == 0) && chosen(image), call.Aborted);
        RemovedBody[]? bodies = removed.Removed.Count == 0 ? null : [.. removed.Removed.Select(static name => name.StartsWith("sha256:", StringComparison.Ordinal) ? new RemovedBody { Deleted = name } : new RemovedBody { Untagged = name })];
        await call.JsonAsync(new ImagesPrunedBody(bodies, removed.ReclaimedBytes), ImageJson.Default.ImagesPrunedBody);
    }
}
