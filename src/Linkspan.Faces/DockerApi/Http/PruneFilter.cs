using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Filters that all prunes have: <c>until</c>, <c>label</c>, <c>label!</c>.</summary>
internal static class PruneFilter
{
    /// <summary>Reads them.</summary>
    /// <param name="filters">As given.</param>
    /// <param name="now">Durations count back from here.</param>
    /// <param name="created">When an object was made; null where it is not known.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="others">Further keys, which the caller reads.</param>
    /// <exception cref="LinkspanException">Invalid: an unknown filter or time.</exception>
    public static Func<T, bool> Of<T>(
        Filters filters, DateTimeOffset now, Func<T, DateTimeOffset?> created, Func<T, IReadOnlyDictionary<string, string>> labels, params ReadOnlySpan<string> others)
    {
        filters.Allow(["label", "label!", "until", .. others]);
        if (filters["until"].Count > 1)
        {
            throw new LinkspanException(ErrorKind.Invalid, "more than one until filter specified");
        }

        DateTimeOffset? until = filters["until"] is [string text] ? ApiTime.Parse(text, now) : null;
        return item =>
            (until is null || created(item) < until) &&
            filters.Labels("label", labels(item)) &&
            (filters["label!"].Count == 0 || !filters.Labels("label!", labels(item)));
    }
}
