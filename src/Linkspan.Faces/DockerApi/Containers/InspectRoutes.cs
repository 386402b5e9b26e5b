using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>List and inspect of containers.</summary>
internal sealed class InspectRoutes(NetworkEngine engine, ContainerPlatform platform, ContainersOptions options, TimeProvider time)
{
    private readonly NetworkView _networks = new(engine, platform.Containers);
    private readonly bool _cgroupV2 = File.Exists("/sys/fs/cgroup/cgroup.controllers");

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/containers/json", ListAsync),
        new("GET", "/containers/{id}/json", InspectAsync),
    ];

    /// <summary>A row of the list.</summary>
    internal async Task<ContainerRowBody> RowAsync(Container container, bool size, ApiVersion version, CancellationToken cancellationToken)
    {
        (long Changed, long Total)? bytes = size ? await platform.Containers.SizeAsync(container.Id, cancellationToken) : null;
        return new ContainerRowBody
        {
            Id = container.Id,
            Names = ["/" + container.Name],
            Image = platform.Images.TryFind(container.Config.Image)?.Id == container.Image ? container.Config.Image : container.Image,
            ImageID = container.Image,
            Command = string.Join(' ', container.Args.Prepend(container.Path).Select(static word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word)),
            Created = container.Created.ToUnixTimeSeconds(),
            Ports = _networks.Rows(container),
            SizeRw = NotZero(bytes?.Changed),
            SizeRootFs = NotZero(bytes?.Total),
            Labels = container.Config.Labels,
            State = StatusText.Word(container.State.Status),
            Status = StatusText.Of(container.State, time.GetUtcNow()),
            HostConfig = new HostConfigRowBody(container.NetworkMode),
            NetworkSettings = new NetworksRowBody(_networks.Rows(container, version)),
            Mounts = Mounts(container),
        };
    }

    /// <summary>What <c>--tmpfs</c> asked for is among the host's settings, not among the mounts.</summary>
    private static MountPointBody[] Mounts(Container container) =>
        [.. container.Mounts.Where(mount => mount.Type != "tmpfs" || !container.HostConfig.Tmpfs.ContainsKey(mount.Destination)).Select(MountPointBody.Of)];

    private static long? NotZero(long? bytes) => bytes is 0 ? null : bytes;

    private async Task ListAsync(ApiCall call)
    {
        ContainerFilter filter = new ContainerFilter(Filters.Parse(call.Query("filters")), platform, _networks).Checked();
        int limit = call.Number("limit") ?? 0;
        bool all = call.Flag("all") || limit > 0 || filter.NamesStates;
        bool size = call.Flag("size");
        IEnumerable<Container> chosen = platform.Containers.List().Where(container => (all || container.State.Running) && filter.Fits(container));
        List<ContainerRowBody> rows = [];
        foreach (Container container in limit > 0 ? chosen.Take(limit) : chosen)
        {
            rows.Add(await RowAsync(container, size, call.Version, call.Aborted));
        }

        await call.JsonAsync(rows, ContainerJson.Default.ListContainerRowBody);
    }

    private async Task InspectAsync(ApiCall call)
    {
        Container container = platform.Containers.Find(call.Value("id"));
        (long Changed, long Total)? bytes = call.Flag("size") ? await platform.Containers.SizeAsync(container.Id, call.Aborted) : null;
        string[] execs = [.. platform.Containers.Execs(container.Id).Select(static exec => exec.Id)];
        var body = new ContainerBody
        {
            Id = container.Id,
            Created = ApiTime.Text(container.Created),
            Path = container.Path,
            Args = container.Args,
            State = StateBody.Of(container.State),
            Image = container.Image,
            ResolvConfPath = container.ResolvConfPath,
            HostnamePath = container.HostnamePath,
            HostsPath = container.HostsPath,
            LogPath = container.HostConfig.LogConfig.Type == "none" ? "" : container.LogPath,
            Name = "/" + container.Name,
            RestartCount = container.RestartCount,
            Driver = container.Driver,
            ExecIds = execs.Length == 0 ? null : execs,
            HostConfig = HostConfigBody.Of(container, options, _cgroupV2),
            GraphDriver = new GraphDriverBody(null, container.Driver),
            SizeRw = bytes?.Changed,
            SizeRootFs = bytes?.Total,
            Mounts = Mounts(container),
            Config = ConfigBody.Of(container.Config),
            NetworkSettings = _networks.Settings(container, call.Version),
        };
        await call.JsonAsync(body, ContainerJson.Default.ContainerBody);
    }
}
