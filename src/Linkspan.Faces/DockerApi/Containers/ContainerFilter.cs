using System.Globalization;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Filters of <c>GET /containers/json</c>; several values of one key mean any, labels mean all.</summary>
internal sealed class ContainerFilter(Filters filters, ContainerPlatform platform, NetworkView networks)
{
    private static readonly string[] Known =
        ["ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish", "since", "status", "volume"];

    private static readonly string[] States = ["created", "dead", "exited", "paused", "removing", "restarting", "running"];
    private static readonly string[] Healths = ["healthy", "none", "starting", "unhealthy"];

    private readonly DateTimeOffset? _before = Edge(filters, "before", platform);
    private readonly DateTimeOffset? _since = Edge(filters, "since", platform);
    private readonly int[] _exitCodes = [.. filters["exited"].Select(ExitCode)];
    private readonly bool? _isTask = filters.Boolean("is-task");

    /// <summary>The states asked for are named, so that stopped containers count as well.</summary>
    public bool NamesStates => filters["status"].Count > 0;

    /// <summary>Refuses what is unknown.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public ContainerFilter Checked()
    {
        filters.Allow(Known);
        Require("status", States);
        Require("health", Healths);
        foreach (string port in filters["publish"].Concat(filters["expose"]))
        {
            PortText.InRange(port, 1, "tcp");
        }

        return this;
    }

    public bool Fits(Container container) =>
        filters.Any("id", id => container.Id.StartsWith(id, StringComparison.Ordinal)) &&
        filters.Any("name", name => NameMatch.Fits(container.Name, name) || NameMatch.Fits("/" + container.Name, name)) &&
        filters.Any("status", status => StatusText.Word(container.State.Status) == status) &&
        filters.Labels("label", container.Config.Labels) &&
        (_exitCodes.Length == 0 || (_exitCodes.Contains(container.State.ExitCode) && container.State is { Running: false, StartedAt: not null })) &&
        (_before is null || container.Created < _before) &&
        (_since is null || container.Created > _since) &&
        _isTask is not true &&
        filters.Any("health", health => health == (container.State.Health?.Status ?? "none")) &&
        filters.Any("ancestor", image => Descends(container, image)) &&
        filters.Any("volume", volume => container.Mounts.Any(mount => mount.Name == volume || mount.Destination == volume || mount.Source == volume)) &&
        filters.Any("network", network => On(container, network)) &&
        filters.Any("expose", port => container.Config.ExposedPorts.Any(exposed => Exposed(port, exposed))) &&
        filters.Any("publish", port => networks.Rows(container).Any(row => row.PublicPort is { } open && PortText.InRange(port, open, row.Type)));

    private static DateTimeOffset? Edge(Filters filters, string key, ContainerPlatform platform) =>
        filters[key] is [string reference, ..] ? platform.Containers.Find(reference).Created : null;

    private static int ExitCode(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code)
        ? code
        : throw new LinkspanException(ErrorKind.Invalid, $"invalid filter: 'exited'='{text}' is no whole number");

    private static bool Exposed(string filter, string port)
    {
        string[] sides = port.Split('/');
        return PortText.InRange(filter, int.Parse(sides[0], CultureInfo.InvariantCulture), sides[1]);
    }

    private void Require(string key, string[] words)
    {
        if (filters[key].FirstOrDefault(word => !words.Contains(word, StringComparer.Ordinal)) is { } unknown)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"invalid filter '{key}={unknown}'; use {string.Join(", ", words)}");
        }
    }

    private bool Descends(Container container, string reference)
    {
        if (platform.Images.TryFind(reference) is not { } ancestor)
        {
            return container.Config.Image == reference;
        }

        return container.Image == ancestor.Id ||
            (ancestor.Layers.Count > 0 && platform.Images.TryFind(container.Image) is { } image && image.Layers.Take(ancestor.Layers.Count).SequenceEqual(ancestor.Layers, StringComparer.Ordinal));
    }

    private bool On(Container container, string wanted) => networks.Networks(container, ApiVersion.Newest).Any((KeyValuePair<string, EndpointBody> pair) =>
        pair.Key == wanted || (wanted.Length > 0 && pair.Value.NetworkID?.StartsWith(wanted, StringComparison.Ordinal) == true));
}
