using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Parts of the API that this engine has not: each answers with a sentence that says so.</summary>
internal static class AbsentRoutes
{
    private const string NoSwarm =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private const string NoSwarmAtAll = "swarm mode is not part of this engine; join machines by macvlan or transparent networks, and start containers on each";

    private const string NoBuild = "images are not built by this engine; build elsewhere and bring the image with docker load, docker import or docker pull";

    private const string NoCheckpoints = "containers are not checkpointed by this engine; stop and start them, their volumes and addresses stay";

    private const string NoPlugins = "plugins are not installed by this engine; drivers are built in";

    private static readonly string[] Verbs = ["GET", "POST", "DELETE"];

    /// <summary>The routes.</summary>
    public static IEnumerable<Route> All() =>
    [
        Absent("POST", "/swarm/init", NoSwarmAtAll),
        Absent("POST", "/swarm/join", NoSwarmAtAll),
        new("POST", "/swarm/leave", static _ => throw new LinkspanException(ErrorKind.Unavailable, "This node is not part of a swarm")),
        .. Swarm("swarm"),
        .. Swarm("nodes"),
        .. Swarm("services"),
        .. Swarm("tasks"),
        .. Swarm("secrets"),
        .. Swarm("configs"),
        new("GET", "/plugins", static call => call.JsonAsync([], DaemonJson.Default.StringArray)),
        new("POST", "/build/prune", static call => call.JsonAsync(new BuildPrunedBody(null, 0), DaemonJson.Default.BuildPrunedBody)),
        Absent("POST", "/build", NoBuild),
        Absent("POST", "/build/cancel", NoBuild),
        Absent("POST", "/session", NoBuild),
        Absent("POST", "/grpc", NoBuild),
        Absent("POST", "/commit", "images are not made from containers by this engine; copy what you need and use docker import"),
        Absent("GET", "/containers/{id}/checkpoints", NoCheckpoints),
        Absent("POST", "/containers/{id}/checkpoints", NoCheckpoints),
        Absent("DELETE", "/containers/{id}/checkpoints/{name}", NoCheckpoints),
        new("GET", "/plugins/{name}/json", static call => throw new LinkspanException(ErrorKind.NotFound, $"plugin \"{call.Value("name")}\" not found")), // docker inspect NAME ends there
        Absent("GET", "/plugins/{rest*}", NoPlugins),
        Absent("POST", "/plugins/{rest*}", NoPlugins),
        Absent("DELETE", "/plugins/{rest*}", NoPlugins),
        Absent("POST", "/auth", "this engine keeps no registry sessions; credentials are sent with each pull"),
        Absent("GET", "/images/search", "registries are not searched by this engine"),
        Absent("POST", "/images/{name*}/push", "images are not pushed by this engine; write them with docker save and push with a registry tool"),
        Absent("GET", "/distribution/{name*}/json", "registries are not asked by this engine; pull the image and inspect it"),
    ];

    private static Route Absent(string method, string path, string message) => new(method, path, _ => throw new LinkspanException(ErrorKind.Unsupported, message));

    private static IEnumerable<Route> Swarm(string root) =>
        from verb in Verbs
        from path in (string[])[$"/{root}", $"/{root}/{{rest*}}"]
        select new Route(verb, path, static _ => throw new LinkspanException(ErrorKind.Unavailable, NoSwarm));
}
