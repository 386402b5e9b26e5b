using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>
/// Requests that are wrong, and are told so in another way than dockerd's, one by one: a status that blames the request, a sentence that says what to do. A row
/// that is not here, or another status or sentence in it, is a difference that nobody foresaw.
/// </summary>
internal static class AcceptedMistakes
{
    private const string Create = "POST /networks/create ";
    private const string Container = "POST /containers/create ";
    private const string Sleeper = """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":""";

    /// <summary>All of them.</summary>
    public static IEnumerable<Accepted> All() =>
    [
        .. Statuses().Select(static row => new Accepted("mistakes-are-4xx", Exactly(row.Title), "status", "the request is wrong, not the server")
        {
            Values = (row.Docker.ToString(), row.Linkspan.ToString()),
        }),
        .. Sentences().Select(static row => new Accepted("sentences", Exactly(row.Title), @"body\.(message|State\.Error)", "a sentence that says what stands in the way and what to do")
        {
            Values = (Holding(row.Docker), Holding(row.Linkspan)),
        }),
    ];

    private static string Exactly(string title) => $"^{Regex.Escape(title)}$";

    /// <summary>A JSON string that has the words in it.</summary>
    private static string Holding(string words) => $"\".*{Regex.Escape(words)}.*\"";

    private static string Subnet(string name, string config, string more = "") => Create + $$$"""{"Name":"{{{name}}}","IPAM":{"Config":[{{{config}}}]}{{{more}}}}""";

    private static string Option(string key, string value) => Create + $$$"""{"Name":"o1","Options":{"com.docker.network.{{{key}}}":"{{{value}}}"}}""";

    private static (string Title, int Docker, int Linkspan)[] Statuses() =>
    [
        (Subnet("s3", """{"Subnet":"10.79.1.0/24","Gateway":"10.79.1.0"}"""), 500, 400),
        (Subnet("s3", """{"Subnet":"10.79.4.0/24","Gateway":"10.79.4.1","AuxiliaryAddresses":{"r":"10.79.4.1"}}"""), 500, 400),
        (Subnet("s5", """{"Subnet":"ff02::/64"}""", ",\"EnableIPv6\":true"), 500, 400),
        (Option("driver.mtu", "10"), 500, 400),
        (Option("driver.mtu", "70000"), 500, 400),
        (Option("bridge.name", "a-name-too-long-for-linux"), 500, 400),
        (Option("bridge.name", "lo"), 500, 403),
        ("""GET /networks?filters={"type":["x"]}""", 500, 400),
        ("""POST /networks/e2/disconnect {"Container":"c1"}""", 500, 400),
        (Container + Sleeper + """{"Binds":["relative:path"]}}""", 500, 400),
        (Container + Sleeper + """{"Binds":["/nosuchfolder:/x:zz"]}}""", 500, 400),
        (Container + Sleeper + """{"SecurityOpt":["zz=1"]}}""", 500, 400),
        (Container + Sleeper + """{"Isolation":"hyperv"}}""", 500, 400),
        ("POST /containers/c1/unpause", 500, 409),
        ("GET /containers/t1/top?ps_args=-zz", 500, 400),
        ("POST /containers/c1/stop?t=x", 500, 400),
        ("GET /containers/c1/logs?stdout=1&since=zz", 500, 400),
        ("POST /containers/user/start", 500, 400),
        ("POST /containers/p2/start", 500, 409),
        ("POST /containers/p3/start", 500, 400),
        ("GET /containers/json?limit=x", 500, 400),
        ("""GET /containers/json?all=1&filters={"publish":["zz"]}""", 500, 400),
        ("""GET /containers/json?all=1&filters={"expose":["99999"]}""", 500, 400),
        ("""POST /exec/{e4}/start {"Detach":true}""", 500, 400),
        ("""POST /containers/c1/exec {"Cmd":["true"],"DetachKeys":"ctrl-zz"}""", 500, 400),
        ("PUT /containers/c1/archive?path=/etc/passwd", 500, 400),
        ("PUT /containers/c1/archive?path=/tmp&noOverwriteDirNonDir=1", 500, 400),
        ("PUT /containers/c1/archive?path=/root", 500, 400),
        ("POST /images/create", 500, 400),
    ];

    private static (string Title, string Docker, string Linkspan)[] Sentences() => [.. OfNetworks(), .. OfContainers()];

    private static IEnumerable<(string Title, string Docker, string Linkspan)> OfNetworks() =>
    [
        ("GET /v1.99/version", "Maximum supported API version is 1.45", "Maximum supported API version is 1.51"),
        (Create + """{"Name":17}""", "cannot unmarshal number", "invalid JSON: the value of $.Name has the wrong type"),
        (Create + "[]", "cannot unmarshal array", "invalid JSON: the value of $ has the wrong type"),
        (Create, "invalid name: ", "invalid JSON: got EOF while reading request body"),
        (Create + """{"Name":"o","Scope":"swarm"}""", "cannot create a swarm scoped network when swarm is not active", "this daemon stands alone, so use local"),
        (Create + """{"Name":"o","Ingress":true}""", "network with name o already exists", "Ingress network can only be global scope network"),
        (Subnet("s3", """{"Subnet":"10.79.1.0/24","Gateway":"10.79.1.0"}"""), "Address already in use", "invalid gateway 10.79.1.0: it is the network or broadcast address"),
        (Subnet("s3", """{"Subnet":"10.79.4.0/24","Gateway":"10.79.4.1","AuxiliaryAddresses":{"r":"10.79.4.1"}}"""), "Address already in use", "10.79.4.1 is the gateway's address already"),
        (Subnet("s3", """{"Gateway":"10.79.0.1"}"""), "invalid CIDR block notation", "needs the subnet that it lies in; add --subnet"),
        (Subnet("s3", """{"Subnet":"10.79.7.0/24","Gateway":"x"}"""), "invalid gateway x: invalid address", "invalid gateway x: it is no IP address"),
        (Subnet("s5", """{"Subnet":"ff02::/64"}""", ",\"EnableIPv6\":true"), "cannot assign requested address", "holds multicast addresses"),
        (Subnet("s5", """{"Subnet":"fe80::/80"}""", ",\"EnableIPv6\":true"), "clash with the Link-Local prefix", "holds link-local addresses"),
        (Option("driver.mtu", "abc"), "value: abc (strconv.Atoi", "value: abc; use a number of bytes"),
        (Option("driver.mtu", "10"), "invalid argument", "invalid MTU number: 10; a bridge network takes 68 to 65535 bytes"),
        (Option("driver.mtu", "70000"), "invalid argument", "invalid MTU number: 70000; a bridge network takes 68 to 65535 bytes"),
        (Option("bridge.enable_icc", "maybe"), "value: maybe (strconv.ParseBool", "value: maybe; use true or false"),
        (Option("bridge.enable_ip_masquerade", "x"), "value: x (strconv.ParseBool", "value: x; use true or false"),
        (Option("bridge.host_binding_ipv4", "x"), "value: x (nil ip)", "value: x; use an IP address"),
        (Option("bridge.name", "a-name-too-long-for-linux"), "numerical result out of range", "is no name for a link; use 1 to 15 bytes"),
        (Create + """{"Name":"o3","Options":{"com.docker.network.bridge.name":"br-one"}}""", "networks have same bridge name", "conflicts with network o2: networks have same bridge name br-one"),
        ("DELETE /networks/m1", "has active endpoints", "has active endpoints (name:"),
        ("DELETE /networks/e1", "has active endpoints", "has active endpoints (name:"),
        ("""POST /networks/host/connect {"Container":"c1","EndpointConfig":{}}""", "cannot be disconnected from host network or connected to host network", "container must be created in host network mode"),
        ("""POST /networks/host/disconnect {"Container":"h1"}""", "cannot be disconnected from host network or connected to host network", "container was created in host network mode"),
        ("""POST /networks/e1/connect {"Container":"c2","EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.1.1.1"}}}""", "no configured subnet or ip-range contain the IP address 10.1.1.1", "no configured subnet contains IP address 10.1.1.1; network e1 has 10.85.0.0/24"),
        ("""POST /networks/e1/connect {"Container":"c2","EndpointConfig":{"IPAMConfig":{"IPv4Address":"x"}}}""", "invalid IPv4 address: x", "unable to parse IP"),
        ("""POST /networks/e2/connect {"Container":"c2","EndpointConfig":{"IPAMConfig":{"IPv4Address":"172.31.0.9"}}}""", "only when connecting to networks with user configured subnets", "no configured subnet contains IP address"),
        ("""POST /networks/bridge/connect {"Container":"c1","EndpointConfig":{"IPAMConfig":{"IPv4Address":"172.17.0.9"}}}""", "user specified IP address is supported on user defined networks only", "user-specified IP address is supported on user-defined networks only"),
        ("""POST /networks/bridge/connect {"Container":"c1","EndpointConfig":{"Aliases":["x"]}}""", "network-scoped alias is supported only for containers in user defined networks", "network-scoped aliases are only supported for user-defined networks"),
    ];

    private static IEnumerable<(string Title, string Docker, string Linkspan)> OfContainers() =>
    [
        (Container + """{"Image":5}""", "cannot unmarshal number", "invalid JSON: the value of $.Image has the wrong type"),
        (Container + """{"Image":"my_image","HostConfig":{"Memory":"much"}}""", "cannot unmarshal string", "invalid JSON: the value of $.HostConfig.Memory has the wrong type"),
        (Container + Sleeper + """{"PortBindings":{"70000/tcp":[{"HostPort":"1"}]}}}""", "invalid port specification: \\\"70000\\\"", "invalid port specification: \\\"70000/tcp\\\""),
        (Container + Sleeper + """{},"MacAddress":"zz"}""", "invalid MAC address zz", "invalid MAC address zz"),
        (Container + Sleeper + """{},"NetworkingConfig":{"EndpointsConfig":{"bridge":{"Aliases":["x"]}}}}""", "network-scoped alias is supported only for containers in user defined networks", "network-scoped aliases are only supported for user-defined networks"),
        ("POST /containers/nosuch/kill", "cannot kill container: nosuch: No such container: nosuch", "No such container: nosuch"),
        ("POST /containers/c1/rename?name=a%20b", "Invalid container name (/a b)", "Invalid container name (a b)"),
        ("POST /containers/c1/resize?h=x&w=1", "strconv.Atoi", "invalid value for h: \\\"x\\\" is no whole number"),
        ("POST /containers/c1/stop?t=x", "strconv.Atoi", "invalid value for t: \\\"x\\\" is no whole number"),
        ("GET /containers/c1/logs?stdout=1&since=zz", "strconv.ParseInt", "failed to parse value as time or duration: \\\"zz\\\"; write"),
        ("POST /containers/p2/start", "Bind for 0.0.0.0:18091 failed: port is already allocated", "Bind for 0.0.0.0:18091 failed: port is already allocated to container p1"),
        ("GET /containers/p2/json", "Bind for 0.0.0.0:18091 failed: port is already allocated", "Bind for 0.0.0.0:18091 failed: port is already allocated to container p1"),
        ("POST /containers/p3/start", "bind: cannot assign requested address", "cannot assign requested address: no link of this host has 203.0.113.9"),
        ("GET /containers/json?limit=x", "strconv.Atoi", "invalid value for limit: \\\"x\\\" is no whole number"),
        ("""GET /containers/json?all=1&filters={"health":["zz"]}""", "unrecognized filter value for health: zz", "invalid filter 'health=zz'; use healthy, none, starting, unhealthy"),
        ("""GET /containers/json?all=1&filters={"exited":["zz"]}""", "invalid filter 'exited=zz': strconv.Atoi", "invalid filter: 'exited'='zz' is no whole number"),
        ("""GET /containers/json?all=1&filters={"publish":["zz"]}""", "error while looking up for publish zz", "invalid port specification: \\\"zz\\\""),
        ("""GET /containers/json?all=1&filters={"expose":["99999"]}""", "error while looking up for expose 99999", "invalid port specification: \\\"99999\\\""),
        ("""GET /containers/json?all=1&filters={"is-task":["zz"]}""", "invalid filter 'is-task=[zz]'", "invalid value for filter 'is-task', must be"),
        ("""POST /containers/c1/exec {"Cmd":["true"],"DetachKeys":"ctrl-zz"}""", "Invalid escape keys (ctrl-zz) provided", "Invalid detach keys (ctrl-zz): write letters or ctrl-x"),
        ("GET /containers/c1/archive?path=", "bad parameter: pathcannot be empty", "bad parameter: path cannot be empty"),
        ("""GET /images/json?filters={"dangling":["zz"]}""", "invalid filter 'dangling=[zz]'", "invalid value for filter 'dangling', must be"),
        ("POST /images/create", "no Host in request URL", "neither fromImage nor fromSrc was given"),
        ("""GET /volumes?filters={"dangling":["zz"]}""", "invalid filter 'dangling=[zz]'", "invalid value for filter 'dangling', must be"),
    ];
}
