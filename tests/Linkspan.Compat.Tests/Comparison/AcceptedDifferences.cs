namespace Linkspan.Compat.Tests.Comparison;

/// <summary>Every difference from dockerd 26.1 that is meant; the keys are those of <c>docs/docker-differences.md</c>.</summary>
internal static class AcceptedDifferences
{
    private const string Any = ".*";
    private const string Absent = "";
    private const string Inspect = @"^GET /(v1\.\d+/)?(containers/[\w{}]+/json|containers/json|system/df)";
    private const string NetworkShown = @"^GET (/v1\.\d+|=)?/networks";

    /// <summary>Fields of another engine, and of what it has not.</summary>
    private const string EngineFacts =
        @"ID|Name|Driver|DriverStatus|Plugins\.(Network|Log|Authorization)|BridgeNfIp6?tables|KernelMemoryTCP|OomKillDisable|OperatingSystem|OSVersion|IndexServerAddress|RegistryConfig|GenericResources|" +
        @"DockerRootDir|Http(s)?Proxy|NoProxy|ServerVersion|Runtimes\..+|LiveRestoreEnabled|Init(Binary|Commit)|(Containerd|Runc)Commit|CDISpecDirs|FirewallBackend|Warnings|SecurityOptions|CgroupDriver|" +
        @"Version|ApiVersion|BuildTime|GitCommit|GoVersion|Components|Platform\.Name";

    /// <summary>Entries whose difference a run may lack: what happens first, and what the host's file systems and kernel count.</summary>
    public static IReadOnlyList<string> MayRest { get; } =
        ["sizes", "stats-shape", "block-weight", "storage-driver", "label-disabled", "mtu-of-the-uplink", "sticky-addresses", "die-before-stop", "tail-of-the-chosen", "process-numbers", "overlay-details"];

    public static IReadOnlyList<Accepted> All { get; } =
    [
        .. Shapes(), .. Mistakes(), .. AcceptedMistakes.All(), .. Networks(), .. Lives(),
    ];

    private static Accepted Of(string key, string rows, string where, string reason, string docker = Any, string linkspan = Any) =>
        new(key, rows, where, reason) { Values = (docker, linkspan) };

    private static IEnumerable<Accepted> Shapes() =>
    [
        Of("empty-or-null", Any, Any, "an empty list and none mean the same: Docker gives back which of the two was sent, we the empty one", "null", @"\[\]|\{\}"),
        Of("empty-or-null", Any, Any, "the reverse", @"\[\]|\{\}|\[""""\]", "null"),
        Of("storage-driver", $"{Inspect}|^GET /(v1\\.\\d+/)?(images/.*json|info)", @"body\.(Driver|GraphDriver\.Name)", "images lie in containerd's overlayfs snapshots", "\"(vfs|overlay2)\"", "\"overlayfs\""),
        Of("newer-api", "^(GET|HEAD) (=|/v1\\.\\d+)?/_ping$", "Api-Version", "we speak 1.51", "\"1\\.45\"", "\"1\\.51\""),
        Of("newer-api", "^GET =/networks", "body.*", "a path without version is answered in the newest, which has more fields"),
        Of("no-buildkit", "_ping$", "Builder-Version", "no BuildKit: clients must not start buildx", "\"2\"", "\"1\""),
        Of("too-old-ping", @"v1\.23/_ping", "Docker-Experimental|Ostype|Builder-Version|Swarm|Cache-Control|Pragma", "the headers of every answer stand in errors too"),
        Of("later-masks", Inspect, @"body\.HostConfig\.MaskedPaths", "the list of Docker 28, which hides /proc/interrupts as well", @"\[.*\]", @"\[.*/proc/interrupts.*\]"),
        Of("known-before-start", Inspect, @"body\.(Containers\.)?NetworkSettings\.Networks\.\w+\.NetworkID|body\.(HostnamePath|HostsPath|ResolvConfPath|LogPath)", "what is known from creation on is shown from then on", "\"\"", "\"<(id|folder)>.*\""),
        Of("volume-source", "^GET .*(containers/json|system/df)", @".*Mounts(\.Source)?", "the list shows a volume's folder as inspect does"),
        Of("sizes", Inspect, @"body\.(Containers\.)?(SizeRw|SizeRootFs)", "overlayfs counts blocks, vfs bytes"),
        Of("image-build-version", "^GET /.*images", @"body\.DockerVersion", "an imported image was built by no Docker", Any, "\"\""),
        Of("stats-id", "/stats", @"body\.(id|name)", "shown as in later versions", Absent),
        Of("stats-shape", "/stats", @"body\.((memory_stats|blkio_stats)(\.\w+)*|(cpu_stats|precpu_stats)\.(system_cpu_usage|online_cpus|cpu_usage\.percpu_usage))", "counters as the kernel's files have them"),
        Of("engine-facts", "^GET /(info|version)$", $@"body\.({EngineFacts})", "another engine: other facts, and fields for what it has not are left out"),
        Of("no-build-cache", "^GET .*system/df", @"body\.(BuildCache|BuilderSize|LayersSize)(\..*)?", "nothing is built"),
        Of("mount-details", Inspect, @"body\.HostConfig\.Mounts\..*Options(\..*)?", "details that were not given are shown with their defaults", Absent),
        Of("label-disabled", Inspect, @"body\.HostConfig\.SecurityOpt", "SELinux labels are not set here, so none is shown as disabled"),
    ];

    private static IEnumerable<Accepted> Mistakes() =>
    [
        Of("checked-at-create", "^POST /(containers|networks)/create", "status", "what cannot work is told when it is asked, not at the start or never", "201", "40[03]"),
        Of("checked-at-create", "^POST /(containers|networks)/create", @"body\.(Id|Warnings|Warning)", "so there is no object", "\"<id>\"|\\[\\]|\"\"", Absent),
        Of("checked-at-create", "^POST /(containers|networks)/create", @"body\.message", "but a sentence", Absent, "\".+\""),
        Of("wrong-method", "^(POST /version|DELETE /networks)$", "status|body.message", "405 says what is wrong", Any, "405|\"method .*\""),
        Of("force-disconnect", "^POST /networks/e1/disconnect .*\"zz\",\"Force\"", "status|type|body", "by force, a container that is gone is no error"),
        Of("reference-required", "/tag\\?repo=$", "status|type|body", "an image needs a name", "20[01]|\"\"|null"),
        Of("load-status", "^POST /images/load", @"status|type|body|body\.(error|errorDetail|message)", "a damaged archive is a status, not an object in a stream that began well"),
        Of("attach-status", "^POST /containers/nosuch/attach", @"status|type|body\.(raw|message)", "a status before the connection is taken over"),
        Of("durations", "^GET /events\\?since=1h", "status|body|body\\..*", "durations are taken on the wire too"),
        Of("out-of-scope", "^POST /(commit|auth)|/(checkpoints|push)$|^GET /(images/search|plugins/)|platform=windows", @"status|body\.message", "not part of this engine: 501 with a sentence", Any, "501|\".+\""),
        Of("exec-status", "^POST /exec/{e1}/start", @"status|type|body\.(1|message)", "what is known before the stream begins is a status", "200|.*raw-stream\"|" + Absent + "|\".*\""),
        Of("exec-status", "^GET /exec/{e3}", @"body\.ExitCode", "127 is what shells and docker run give for a missing command", "126", "127"),
        Of("events-filters", "^GET /events.*(\"zz\"|=zz)", @"status|body|body\.message", "an unknown filter is refused, as everywhere else"),
        Of("block-weight", "^POST /containers/create.*BlkioWeight", @"body\.Warnings", "out of the kernel's range", @"\[.+\]", Absent),
    ];

    private static IEnumerable<Accepted> Networks() =>
    [
        Of("gateway-shown", NetworkShown, @"body\.IPAM\.Config\.Gateway", "the gateway is shown where it was chosen automatically too", Absent, "\".+\""),
        Of("mtu-of-the-uplink", NetworkShown, @"body\.Options\.com\.docker\.network\.driver\.mtu", "the default bridge follows the uplink", "\"1500\"", Absent),
        Of("unknown-options-told", "^POST /networks/create", @"body\.Warning", "an option or subnet without effect is told", "\"\""),
        Of("default-bridge-names", Inspect, @"body\.NetworkSettings\.Networks\.bridge\.DNSNames", "the default bridge has no DNS, so no names", @"\[.*\]", "null"),
        Of("no-endpoint-in-host-mode", Inspect, @"body\.NetworkSettings\.(Networks\.(host|none)\.EndpointID|Sandbox(ID|Key))", "in host and none mode there is no endpoint of ours", "\"<.+>.*\"", "\"\""),
        Of("no-endpoint-in-host-mode", NetworkShown, @"body\.Containers\.<id>\.EndpointID", "so the networks show none", "\"<id>\"", "\"\""),
        Of("sticky-addresses", "^GET /networks/m1", @"body\.Containers\.<id>\.IPv4Address", "a container keeps its address"),
        Of("shared-stack-lives", "^DELETE /networks/m1$", "status|type|body", "a stack lives while another container shares it"),
        Of("no-ghosts", "^GET /containers/c2/json", @"body\.NetworkSettings\.Networks\.e\d", "a connect that fails leaves nothing", Any, Absent),
        Of("scopes", "^POST /networks/create .*\"Ingress\":true", "status", "there is one host", "409", "403"),
    ];

    private static IEnumerable<Accepted> Lives() =>
    [
        Of("die-before-stop", "^GET /events", @"body\.(status|Action)|body\.Actor\.Attributes\.(exitCode|execDuration|execID|signal)", "a stop is told after the end that it waited for; ends of execs come when they come", "\"(stop|die|kill)\"|\".*\"|" + Absent),
        Of("request-id", "^GET /events", @"body\.Actor\.Attributes\.requestId", "an event names the request that caused it", Absent, "\".+\""),
        Of("tail-of-the-chosen", "logs\\?stdout=1&tail=1$", "body", "tail counts the lines of the streams asked for"),
        Of("process-numbers", "/top", @"body\.Processes(\..*)?", "numbers of processes"),
        Of("overlay-details", @"^GET /containers/\w+/(archive\?path=/etc(/\.)?|export|changes)$", "body", "overlayfs shows folders and links as they are, vfs as it copied them"),
        Of("layers-told-once", "^DELETE /images/fresh", "body", "an image is deleted as one"),
    ];
}
