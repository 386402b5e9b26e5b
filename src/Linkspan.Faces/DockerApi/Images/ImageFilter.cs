using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Filters of <c>GET /images/json</c>; several values of one key mean any, labels mean all.</summary>
internal static class ImageFilter
{
    /// <summary>Reads them.</summary>
    /// <exception cref="LinkspanException">Invalid: an unknown filter or time; NotFound: an image that before or since name.</exception>
    public static Func<Image, bool> Of(Filters filters, ImageStore images, DateTimeOffset now)
    {
        filters.Allow("before", "dangling", "label", "reference", "since", "until");
        bool? dangling = filters.Boolean("dangling");
        DateTimeOffset? before = Edge(filters["before"], images);
        DateTimeOffset? since = Edge(filters["since"], images);
        DateTimeOffset? until = filters["until"] is [string text, ..] ? ApiTime.Parse(text, now) : null;
        return image =>
            (dangling is null || dangling == (image.RepoTags.Count == 0)) &&
            (before is null || image.Created < before) &&
            (since is null || image.Created > since) &&
            (until is null || image.Created < until) &&
            filters.Labels("label", image.Config.Labels) &&
            filters.Any("reference", pattern => image.RepoTags.Concat(image.RepoDigests).Any(name => ReferencePattern.Fits(name, pattern)));
    }

    private static DateTimeOffset? Edge(IReadOnlyList<string> references, ImageStore images) =>
        references is [string reference, ..] ? images.Find(reference).Created : null;
}
