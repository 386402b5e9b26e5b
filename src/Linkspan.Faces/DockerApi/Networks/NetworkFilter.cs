using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Filters of <c>GET /networks</c> and <c>POST /networks/prune</c>; several values of one key mean any, labels mean all.</summary>
internal static class NetworkFilter
{
    /// <summary>Reads the filters of a list.</summary>
    /// <exception cref="LinkspanException">Invalid: an unknown filter or value.</exception>
    public static Func<Network, bool> ForList(Filters filters, Func<Network, bool> inUse)
    {
        filters.Allow("dangling", "driver", "id", "label", "name", "scope", "type");
        bool? dangling = filters.Boolean("dangling");
        foreach (string type in filters["type"].Where(static type => type is not ("custom" or "builtin")))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid filter: 'type'='{type}'; use custom or builtin");
        }

        return network =>
            (dangling is null || dangling == (!network.Predefined && !inUse(network))) &&
            filters.Any("driver", driver => network.Driver == driver) &&
            filters.Any("id", id => network.Id.StartsWith(id, StringComparison.Ordinal)) &&
            filters.Any("name", name => NameMatch.Fits(network.Name, name)) &&
            filters.Any("scope", static scope => scope == "local") &&
            filters.Any("type", type => network.Predefined == (type == "builtin")) &&
            filters.Labels("label", network.Labels);
    }

    /// <summary>Reads the filters of a prune.</summary>
    /// <exception cref="LinkspanException">Invalid: an unknown filter or time.</exception>
    public static Func<Network, bool> ForPrune(Filters filters, DateTimeOffset now)
    {
        filters.Allow("label", "label!", "until");
        DateTimeOffset? until = filters["until"] is [string text, ..] ? ApiTime.Parse(text, now) : null;
        return network =>
            (until is null || network.Created < until) &&
            filters.Labels("label", network.Labels) &&
            (filters["label!"].Count == 0 || !filters.Labels("label!", network.Labels));
    }
}
