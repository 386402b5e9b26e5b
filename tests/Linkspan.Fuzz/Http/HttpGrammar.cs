using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Linkspan.Fuzz.Http;

/// <summary>Makes requests that are nearly right: a route of the API, names that may exist, a body with every known field, some of it broken.</summary>
internal static class HttpGrammar
{
    private static readonly string[] Names =
    [
        "n1", "n2", "c1", "c2", "v1", "tiny", "tiny:1", "bridge", "host", "none", "nosuch", "c", "default", "0123456789ab", "a%2Fb", "..", "%2e%2e%2fetc", "%00", "%0d%0aX:1", "%ff",
        "a%20b", "-", "container:c1", "sha256:00", "ü%C3%BC", new('a', 300),
    ];

    private static readonly string[] Texts =
    [
        "", "x", "n1", "c1", "container:c1", "container:", "service:x", "host", "none", "bridge", "default", "10.77.0.0/24", "10.77.0.0/33", "10.77.0.300", "10.77.0.1", "0.0.0.0/0", "fd77::/64", "fd77::1", "::/0", "fe80::1",
        "02:42:0a:4d:00:02", "zz:zz", "80/tcp", "80-90/udp", "99999/tcp", "80/sctp", "-1", "1e99", "18446744073709551616", "../../etc/passwd", "/", "/tmp/\u0000x", "\ud83d\ude00", "a\nb", "a=b", "=", "true", "macvlan", "ipvlan", "transparent",
        "local", "global", "1h", "-5s", "2026-01-01T00:00:00Z", "99999999999999999999", "always", "unless-stopped:3", "SIGKILL", "SIGNOPE", "ctrl-p,ctrl-q", "ctrl-", "rshared", "tiny", new('a', 5000),
    ];

    private static readonly string[] Keys =
    [
        "all", "filters", "since", "until", "tail", "follow", "stdout", "stderr", "size", "limit", "signal", "t", "force", "v", "link", "name", "platform", "fromImage", "fromSrc", "repo", "tag", "ps_args", "path", "h", "w",
        "stream", "one-shot", "verbose", "scope", "condition", "detachKeys", "names", "changes", "noprune", "digests", "timestamps", "logs", "stdin", "type", "noOverwriteDirNonDir", "copyUIDGID",
    ];

    private static readonly string[] Filters =
    [
        "label", "name", "id", "driver", "type", "scope", "dangling", "status", "ancestor", "before", "since", "exited", "health", "network", "volume", "publish", "expose", "is-task", "until", "label!", "reference", "event", "container", "image", "nosuch",
    ];

    private static readonly (string Path, string Body)[] Bodies =
    [
        ("/networks/create", """{"Name":"n1","CheckDuplicate":true,"Driver":"bridge","Scope":"local","Internal":false,"Attachable":true,"Ingress":false,"ConfigOnly":false,"ConfigFrom":{"Network":""},"EnableIPv4":true,"EnableIPv6":true,"IPAM":{"Driver":"default","Options":{"a":"b"},"Config":[{"Subnet":"10.77.0.0/24","IPRange":"10.77.0.128/25","Gateway":"10.77.0.1","AuxiliaryAddresses":{"router":"10.77.0.2"}},{"Subnet":"fd77::/64"}]},"Options":{"com.docker.network.driver.mtu":"1400","parent":"lo"},"Labels":{"a":"b"}}"""),
        ("/containers/create", """{"Hostname":"h","Domainname":"d","User":"0:0","AttachStdin":false,"AttachStdout":true,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["A=b"],"Cmd":["/nothing"],"Entrypoint":null,"Image":"tiny","Labels":{"a":"b"},"Volumes":{"/data":{}},"WorkingDir":"/","MacAddress":"02:42:0a:4d:00:09","StopSignal":"SIGTERM","StopTimeout":1,"Shell":["/sh"],"ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Test":["CMD","x"],"Interval":1000000000,"Timeout":1000000,"Retries":3,"StartPeriod":0},"HostConfig":{"NetworkMode":"n1","PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"0"}]},"RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":false,"Mounts":[{"Type":"volume","Source":"v1","Target":"/m","ReadOnly":true,"VolumeOptions":{"NoCopy":true,"Labels":{"x":"y"},"DriverConfig":{"Name":"local","Options":{}}}},{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":1000000,"Mode":448}}],"VolumesFrom":["c1:ro"],"CapAdd":["NET_ADMIN"],"CapDrop":["ALL"],"CgroupnsMode":"private","Dns":["1.1.1.1"],"DnsOptions":["ndots:1"],"DnsSearch":["x"],"ExtraHosts":["a:10.0.0.1"],"GroupAdd":["1"],"IpcMode":"private","Links":["c1:alias"],"OomScoreAdj":10,"PidMode":"","Privileged":false,"PublishAllPorts":true,"ReadonlyRootfs":true,"SecurityOpt":["no-new-privileges"],"StorageOpt":{},"Tmpfs":{"/x":"size=1m"},"UTSMode":"","UsernsMode":"","ShmSize":1000000,"Sysctls":{"net.core.somaxconn":"100"},"Runtime":"runc","CpuShares":512,"Memory":67108864,"NanoCpus":500000000,"CgroupParent":"","BlkioWeight":100,"BlkioWeightDevice":[{"Path":"/dev/null","Weight":100}],"BlkioDeviceReadBps":[{"Path":"/dev/null","Rate":1000}],"CpuPeriod":0,"CpuQuota":0,"CpusetCpus":"0","Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/n","CgroupPermissions":"rwm"}],"DeviceCgroupRules":["c 1:3 r"],"MemoryReservation":0,"MemorySwap":-1,"MemorySwappiness":0,"OomKillDisable":false,"Init":true,"PidsLimit":10,"Ulimits":[{"Name":"nofile","Soft":100,"Hard":200}],"LogConfig":{"Type":"json-file","Config":{"max-size":"10k","max-file":"3"}}},"NetworkingConfig":{"EndpointsConfig":{"n1":{"IPAMConfig":{"IPv4Address":"10.77.0.9","IPv6Address":"fd77::9","LinkLocalIPs":["169.254.1.1"]},"Aliases":["x"],"Links":["c1:y"],"MacAddress":"02:42:0a:4d:00:0a","DriverOpts":{"a":"b"},"GwPriority":1}}}}"""),
        ("/connect", """{"Container":"c1","EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.77.0.10","LinkLocalIPs":[]},"Aliases":["q"],"Links":["c2:z"],"MacAddress":"02:42:0a:4d:00:0b","GwPriority":-1,"DriverOpts":{"com.docker.network.endpoint.ifname":"e9"}}}"""),
        ("/disconnect", """{"Container":"c1","Force":true}"""),
        ("/update", """{"CpuShares":128,"Memory":67108864,"MemorySwap":-1,"NanoCpus":0,"CpusetCpus":"0","PidsLimit":20,"BlkioWeight":200,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"PortBindings":{"81/tcp":[{"HostPort":"0"}]}}"""),
        ("/exec", """{"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"Tty":false,"DetachKeys":"ctrl-p","Env":["a=b"],"Cmd":["/nothing"],"Privileged":true,"User":"0","WorkingDir":"/","ConsoleSize":[24,80]}"""),
        ("/start", """{"Detach":true,"Tty":false,"ConsoleSize":[1,1]}"""),
        ("/volumes/create", """{"Name":"v1","Driver":"local","DriverOpts":{"type":"tmpfs","device":"tmpfs"},"Labels":{"a":"b"}}"""),
    ];

    /// <summary>Method, path with query, and body.</summary>
    public static (string Method, string Target, byte[] Body) Request(Choices choose, IReadOnlyList<(string Method, string Pattern)> routes)
    {
        (string method, string pattern) = choose.Of(routes);
        if (choose.Once(2)) // where most can go wrong
        {
            string path = choose.Of(Bodies).Path;
            (method, pattern) = choose.Of([.. routes.Where(route => route.Pattern.EndsWith(path, StringComparison.Ordinal))]);
        }

        method = choose.Once(20) ? choose.Of(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]) : method;
        var target = new StringBuilder(choose.Once(25) ? choose.Of(["/v1.99", "/v1.x", "/v0.0"]) : choose.Of(["", "/v1.51", "/v1.45", "/v1.24", "/v1.41"]));
        foreach (string segment in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            target.Append('/').Append(segment[0] == '{' ? Uri.EscapeDataString(choose.Of(Names)).Replace("%25", "%", StringComparison.Ordinal) : segment);
        }

        target.Append(choose.Once(30) ? "/" : "");
        for (int count = choose.Next(4), i = 0; i < count; i++)
        {
            target.Append(i == 0 ? '?' : '&').Append(choose.Of(Keys)).Append('=').Append(Uri.EscapeDataString(Value(choose)));
        }

        return (method, target.ToString(), method is "GET" or "HEAD" or "DELETE" ? [] : Body(choose, pattern));
    }

    private static string Value(Choices choose) => choose.Next(3) switch
    {
        0 => choose.Of(["1", "0", "true", "false", "", "-1", "all", "json", "10", "2147483648"]),
        1 => new JsonObject { [choose.Of(Filters)] = choose.Next(3) switch { 0 => new JsonArray(choose.Of(Texts)), 1 => new JsonObject { [choose.Of(Texts)] = true }, _ => Odd(choose) } }.ToJsonString(),
        _ => Safe(choose.Of(Texts)),
    };

    /// <summary>Lone surrogates cannot be written in a URL.</summary>
    private static string Safe(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static byte[] Body(Choices choose, string pattern)
    {
        string sample = Bodies.FirstOrDefault(body => pattern.EndsWith(body.Path, StringComparison.Ordinal)).Body ?? "{}";
        JsonNode body = JsonNode.Parse(sample)!;
        Thin(choose, body);
        for (int count = choose.Next(4); count > 0; count--)
        {
            Break(choose, body);
        }

        byte[] json = Encoding.UTF8.GetBytes(body.ToJsonString());
        switch (choose.Next(12))
        {
            case 10:
                return json[..choose.Next(json.Length + 1)];
            case 11 when json.Length > 0:
                json[choose.Next(json.Length)] = (byte)choose.Next(256);
                return json;
            default:
                return json;
        }
    }

    /// <summary>Leaves fields out: with all of them at once nothing would ever be accepted.</summary>
    private static void Thin(Choices choose, JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (string key in fields.Select(static pair => pair.Key).ToList())
            {
                if (key is not ("Name" or "Image" or "Container") && choose.Next(4) != 0)
                {
                    fields.Remove(key);
                }
                else if (fields[key] is { } inner)
                {
                    Thin(choose, inner);
                }
            }
        }
    }

    /// <summary>Replaces one value somewhere below.</summary>
    private static void Break(Choices choose, JsonNode node)
    {
        if (node is JsonObject { Count: > 0 } fields)
        {
            string key = choose.Of(fields.Select(static pair => pair.Key).ToList());
            if (fields[key] is JsonObject or JsonArray && !choose.Once(3))
            {
                Break(choose, fields[key]!);
            }
            else if (choose.Once(8))
            {
                fields[choose.Of(Texts)] = Odd(choose);
            }
            else
            {
                fields[key] = Instead(choose, fields[key]);
            }
        }
        else if (node is JsonArray { Count: > 0 } items)
        {
            int at = choose.Next(items.Count);
            if (items[at] is JsonObject or JsonArray && !choose.Once(3))
            {
                Break(choose, items[at]!);
            }
            else
            {
                items[at] = Instead(choose, items[at]);
            }
        }
    }

    /// <summary>Mostly of the same type: a wrong one goes no further than the parser.</summary>
    private static JsonNode? Instead(Choices choose, JsonNode? value) => value?.GetValueKind() switch
    {
        _ when choose.Once(6) => Odd(choose),
        JsonValueKind.String => choose.Of(Texts),
        JsonValueKind.Number => choose.Of([0, 1, -1, -2, 3, 511, 65536, int.MaxValue, long.MaxValue, long.MinValue]),
        JsonValueKind.True or JsonValueKind.False => choose.Once(2),
        JsonValueKind.Object => new JsonObject { [choose.Of(Texts)] = new JsonObject() },
        JsonValueKind.Array => new JsonArray(choose.Of(Texts), choose.Of(Texts)),
        _ => Odd(choose),
    };

    private static JsonNode? Odd(Choices choose) => choose.Next(14) switch
    {
        0 => null,
        1 => true,
        2 => 0,
        3 => -1,
        4 => long.MaxValue,
        5 => long.MinValue,
        6 => 1.5,
        7 => new JsonArray(),
        8 => new JsonObject(),
        9 => new JsonArray((JsonNode?)null),
        10 => new JsonObject { [choose.Of(Texts)] = null },
        _ => choose.Of(Texts),
    };
}
