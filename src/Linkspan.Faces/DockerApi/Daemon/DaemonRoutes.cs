using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Ping, version, info and events.</summary>
internal sealed class DaemonRoutes(ContainerPlatform platform, ContainersOptions options, TimeProvider time)
{
    private static readonly string[] EventFilters =
        ["config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret", "service", "type", "volume"];

    /// <summary>Version of the product.</summary>
    public static string ProductVersion =>
        typeof(DaemonRoutes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/_ping", PingAsync),
        new("HEAD", "/_ping", PingAsync),
        new("GET", "/version", VersionAsync),
        new("GET", "/info", InfoAsync),
        new("GET", "/events", EventsAsync),
    ];

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture other => other.ToString().ToLowerInvariant(),
    };

    private static string KernelVersion => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static async Task PingAsync(ApiCall call)
    {
        call.Http.Response.Headers["Builder-Version"] = "1";
        call.Http.Response.Headers["Swarm"] = "inactive";
        call.Http.Response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
        call.Http.Response.Headers.Pragma = "no-cache";
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        call.Http.Response.ContentLength = 2;
        if (call.Http.Request.Method == "GET")
        {
            await call.Http.Response.Body.WriteAsync("OK"u8.ToArray(), call.Aborted);
        }
    }

    private static long TotalMemoryBytes()
    {
        string line = File.ReadLines("/proc/meminfo").First(static line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(9).Trim(" kB"), CultureInfo.InvariantCulture) * 1024;
    }

    private static string MachineId => File.Exists("/etc/machine-id") ? File.ReadAllText("/etc/machine-id").Trim() : Environment.MachineName;

    private static string OperatingSystem()
    {
        string? line = File.Exists("/etc/os-release")
            ? File.ReadLines("/etc/os-release").FirstOrDefault(static line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            : null;
        return line?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux";
    }

    private Task VersionAsync(ApiCall call)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ApiVersion"] = ApiVersion.Newest.ToString(),
            ["Arch"] = Architecture,
            ["Experimental"] = "false",
            ["KernelVersion"] = KernelVersion,
            ["MinAPIVersion"] = ApiVersion.Oldest.ToString(),
            ["Os"] = "linux",
        };
        var body = new VersionBody(
            new PlatformBody("Linkspan"),
            [new ComponentBody("Engine", ProductVersion, details)],
            ProductVersion, ApiVersion.Newest.ToString(), ApiVersion.Oldest.ToString(), "", RuntimeInformation.FrameworkDescription, "linux", Architecture, KernelVersion, "");
        return call.JsonAsync(body, DaemonJson.Default.VersionBody);
    }

    private Task InfoAsync(ApiCall call)
    {
        IReadOnlyList<Container> containers = platform.Containers.List();
        var body = new InfoBody
        {
            ID = MachineId,
            Containers = containers.Count,
            ContainersRunning = containers.Count(static container => container.State is { Running: true, Paused: false }),
            ContainersPaused = containers.Count(static container => container.State.Paused),
            ContainersStopped = containers.Count(static container => !container.State.Running),
            Images = platform.Images.List().Count,
            SystemTime = ApiTime.Text(time.GetUtcNow()),
            CgroupVersion = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "2" : "1",
            KernelVersion = KernelVersion,
            OperatingSystem = OperatingSystem(),
            OSVersion = Environment.OSVersion.Version.ToString(),
            Architecture = Architecture == "amd64" ? "x86_64" : "aarch64",
            NCPU = Environment.ProcessorCount,
            MemTotal = TotalMemoryBytes(),
            DockerRootDir = options.DataRoot,
            Name = Environment.MachineName,
            ServerVersion = ProductVersion,
            DefaultRuntime = options.DefaultRuntime,
            Runtimes = options.Runtimes.Append(new KeyValuePair<string, string>(options.DefaultRuntime, options.DefaultRuntime))
                .DistinctBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(static pair => pair.Key, static pair => new RuntimeBody(pair.Value), StringComparer.Ordinal),
            LiveRestoreEnabled = options.LiveRestore,
        };
        return call.JsonAsync(body, DaemonJson.Default.InfoBody);
    }

    private async Task EventsAsync(ApiCall call)
    {
        Filters filters = Filters.Parse(call.Query("filters"));
        filters.Allow(EventFilters);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset? since = call.Query("since") is { Length: > 0 } from ? ApiTime.Parse(from, now) : null;
        DateTimeOffset? until = call.Query("until") is { Length: > 0 } to ? ApiTime.Parse(to, now) : null;
        if (since > until)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"`since` time ({call.Query("since")}) cannot be after `until` time ({call.Query("until")})");
        }

        IAsyncEnumerable<ContainerEvent> events = platform.Events.Subscribe(since, until, call.Aborted);
        Stream stream = await call.StreamAsync("application/json");
        await foreach (ContainerEvent happened in events)
        {
            if (Chosen(happened, filters))
            {
                await call.WriteLineAsync(stream, EventBody.Of(happened), DaemonJson.Default.EventBody);
            }
        }
    }

    private static bool Chosen(ContainerEvent happened, Filters filters) =>
        filters.Any("type", type => happened.Type == type) &&
        filters.Any("event", action => happened.Action == action || happened.Action.StartsWith(action + ":", StringComparison.Ordinal)) &&
        filters.Any("scope", static scope => scope == "local") &&
        filters.Labels("label", happened.Attributes) &&
        filters.Any("daemon", static daemon => daemon == MachineId || daemon == Environment.MachineName) &&
        Names(happened, filters, "container") && filters.Any("image", image => OfImage(happened, image)) && Names(happened, filters, "network") && Names(happened, filters, "volume");

    /// <summary>Events of an image by id or name, and of the containers made from it; a name without a tag stands for every tag.</summary>
    private static bool OfImage(ContainerEvent happened, string wanted)
    {
        string name = happened.Attributes.GetValueOrDefault(happened.Type == "image" ? "name" : "image", "");
        return happened.Type is "image" or "container"
            && (name == wanted || WithoutTag(name) == wanted || happened.Type == "image" && (happened.ActorId == wanted || WithoutTag(happened.ActorId) == wanted));

        static string WithoutTag(string name) => name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    /// <summary>An object filter chooses the events of that type whose object has that id, id prefix or name.</summary>
    private static bool Names(ContainerEvent happened, Filters filters, string type) => filters.Any(
        type,
        wanted => happened.Type == type && (happened.ActorId.StartsWith(wanted, StringComparison.Ordinal) || happened.Attributes.GetValueOrDefault("name") == wanted));
}
