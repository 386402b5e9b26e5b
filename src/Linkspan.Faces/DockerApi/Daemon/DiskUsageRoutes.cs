using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Images;
using Linkspan.Faces.DockerApi.Volumes;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>What takes space on the disk.</summary>
internal sealed class DiskUsageRoutes(ContainerPlatform platform, InspectRoutes inspect)
{
    private static readonly ApiVersion WithTypes = new(42);
    private static readonly string[] Types = ["build-cache", "container", "image", "volume"];
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() => [new("GET", "/system/df", UsageAsync)];

    private static long Size(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", Deep).Sum(static file => file.Length) : 0;

    private async Task UsageAsync(ApiCall call)
    {
        IReadOnlyList<string> types = call.QueryAll("type");
        if (types.FirstOrDefault(static type => !Types.Contains(type, StringComparer.Ordinal)) is { } unknown)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"unknown object type: {unknown}; use {string.Join(", ", Types)}");
        }

        bool Wanted(string type) => types.Count == 0 || types.Contains(type, StringComparer.Ordinal);
        IReadOnlyList<Image> images = platform.Images.List();
        List<ContainerRowBody> rows = [];
        foreach (Container container in Wanted("container") ? platform.Containers.List() : [])
        {
            rows.Add(await inspect.RowAsync(container, size: true, call.Version, call.Aborted));
        }

        await call.JsonAsync(
            new DiskUsageBody
            {
                BuilderSize = call.Version < WithTypes ? 0 : null,
                LayersSize = Wanted("image") ? images.Sum(static image => image.Size) : 0,
                Images = Wanted("image")
                    ? [.. images.Select(image => ImageRoutes.Row(image, call.Version, platform.Containers.List().Count(container => container.Image == image.Id)) with { SharedSize = 0 })] // what is not used is counted as a whole, as LayersSize is
                    : null,
                Containers = Wanted("container") ? rows : null,
                Volumes = Wanted("volume")
                    ? [.. platform.Volumes.List().Select(volume => VolumeBody.Of(volume) with
                    {
                        UsageData = new VolumeUsageBody(Size(volume.Mountpoint), platform.Volumes.UsedBy(volume.Name).Count),
                    })]
                    : null,
            },
            DaemonJson.Default.DiskUsageBody);
    }
}
