namespace Linkspan.Compat.Tests.Comparison;

/// <content>Containers: creation, inspect, what is wrong with a request, lists.</content>
internal static partial class Script
{
    private static string With(string host, string more = "") => $$"""{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{{host}}{{more}}}""";

    private static Chapter Creation()
    {
        var rows = new Chapter("creation");
        rows.Post("/containers/create?name=plain", """{"Image":"my_image"}""", "the least that is needed", "plain");
        rows.Get("/containers/plain/json", "its defaults");
        rows.Get("/containers/{plain}/json?size=1", "by id, with sizes");
        rows.Get("/v1.24/containers/plain/json", "oldest version");
        rows.Get("/v1.41/containers/plain/json", "a version in between");
        rows.Post("/containers/create?name=full", """
            {"Image":"my_image","Hostname":"box","Domainname":"example.test","User":"worker","Tty":true,"OpenStdin":true,"StdinOnce":true,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Env":["A=1","B=two words"],"Cmd":["-c","sleep 1000"],"Entrypoint":["/bin/sh"],"WorkingDir":"/tmp","Labels":{"a":"b"},"StopSignal":"SIGINT","StopTimeout":3,"ExposedPorts":{"80/tcp":{},"53/udp":{}},"Volumes":{"/anon":{}},
             "HostConfig":{"Binds":["data:/data","/tmp:/host:ro"],"PortBindings":{"80/tcp":[{"HostPort":"18080"}]},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD"],"Dns":["9.9.9.9"],"DnsSearch":["corp.test"],"DnsOptions":["ndots:2"],"ExtraHosts":["friend:10.1.2.3"],"Memory":67108864,"CpuShares":512,"NanoCpus":500000000,"PidsLimit":100,"ShmSize":1048576,"Ulimits":[{"Name":"nofile","Soft":64,"Hard":128}],"Tmpfs":{"/run":"size=1m"},"ReadonlyRootfs":true,"Sysctls":{"net.ipv4.ip_forward":"1"},"LogConfig":{"Type":"json-file","Config":{"max-size":"1m","max-file":"2"}},"Init":true,"OomScoreAdj":100,"GroupAdd":["100"],"SecurityOpt":["no-new-privileges"],"Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/nothing","CgroupPermissions":"rwm"}],"Mounts":[{"Type":"volume","Source":"more","Target":"/more"},{"Type":"tmpfs","Target":"/scratch","TmpfsOptions":{"SizeBytes":65536,"Mode":448}}]}}
            """, "most options at once");
        rows.Get("/containers/full/json", "what is shown of them");
        rows.Post("/containers/full/start", null, "start");
        rows.Get("/containers/full/json", "what is shown while it runs");
        rows.Get("/containers/json", "its row");
        rows.Post("/containers/create?name=words", """{"Image":"my_image","Cmd":"sleep 9"}""", "a text for a command");
        rows.Get("/containers/words/json", "how it is shown");
        rows.Post("/containers/create?name=health", """{"Image":"my_image","Healthcheck":{"Test":["CMD","true"],"Interval":1000000000,"Timeout":2000000000,"Retries":2,"StartPeriod":1000000000}}""", "a health check");
        rows.Get("/containers/health/json", "how it is shown");
        rows.Post("/containers/create?name=modes", With("""{"PidMode":"host","IpcMode":"host","UTSMode":"host","Privileged":true,"CgroupnsMode":"host"}"""), "the host's namespaces, privileged");
        rows.Get("/containers/modes/json", "how they are shown");
        rows.Post("/containers/create?name=discard", With("""{"NetworkMode":"host","PortBindings":{"80/tcp":[{"HostPort":"18081"}]}}"""), "ports in host mode: a warning");
        rows.Post("/containers/create", """{"Image":"my_image"}""", "without a name");
        rows.Post("/containers/create?name=/slash", """{"Image":"my_image"}""", "a leading slash");
        rows.Get("/containers/slash/json", "the name without it");
        return rows;
    }

    private static Chapter CreationMistakes()
    {
        var rows = new Chapter("creation mistakes");
        rows.Post("/containers/create?name=c1", Sleeper, "for later rows");
        rows.Post("/containers/create?name=c1", Sleeper, "a name twice");
        rows.Post("/containers/create?name=a%20b", Sleeper, "a blank in the name");
        rows.Post("/containers/create?name=x", Sleeper, "a name of one character");
        rows.Post("/containers/create", """{"Image":"nosuch"}""", "unknown image");
        rows.Post("/containers/create", """{"Image":"nosuch:1.2"}""", "unknown tag");
        rows.Post("/containers/create", """{"Image":"UPPER"}""", "a reference that is none");
        rows.Post("/containers/create", "{}", "no image");
        rows.Post("/containers/create", "", "no body");
        rows.Post("/containers/create", "{", "broken JSON");
        rows.Post("/containers/create", """{"Image":5}""", "wrong type");
        rows.Post("/containers/create", """{"Image":"my_image","HostConfig":{"Memory":"much"}}""", "wrong type inside");
        string[] wrong =
        [
            """{"Memory":1000}""", """{"MemorySwap":1000}""", """{"Memory":67108864,"MemorySwap":1000}""", """{"NanoCpus":100000000000}""", """{"CpusetCpus":"77"}""",
            """{"RestartPolicy":{"Name":"sometimes"}}""", """{"RestartPolicy":{"Name":"always","MaximumRetryCount":2}}""", """{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":-1}}""",
            """{"RestartPolicy":{"Name":"always"},"AutoRemove":true}""", """{"PortBindings":{"70000/tcp":[{"HostPort":"1"}]}}""", """{"PortBindings":{"80/tcp":[{"HostPort":"70000"}]}}""",
            """{"PortBindings":{"80/abc":[{"HostPort":"1"}]}}""", """{"Binds":["relative:path"]}""", """{"Binds":["/nosuchfolder:/x:zz"]}""", """{"Mounts":[{"Type":"zz","Target":"/x"}]}""",
            """{"Mounts":[{"Type":"bind","Source":"/nosuchfolder","Target":"/x"}]}""", """{"Mounts":[{"Type":"bind","Target":"/x"}]}""", """{"Mounts":[{"Type":"volume","Source":"v"}]}""",
            """{"Mounts":[{"Type":"tmpfs","Source":"v","Target":"/x"}]}""", """{"Mounts":[{"Type":"volume","Target":"/"}]}""", """{"NetworkMode":"container:"}""", """{"ExtraHosts":["foo"]}""",
            """{"ExtraHosts":["a:b"]}""", """{"CapAdd":["NOSUCH"]}""", """{"PidMode":"zz"}""", """{"IpcMode":"zz"}""", """{"UTSMode":"zz"}""", """{"CgroupnsMode":"zz"}""", """{"LogConfig":{"Type":"zz"}}""",
            """{"LogConfig":{"Type":"json-file","Config":{"zz":"1"}}}""", """{"LogConfig":{"Type":"json-file","Config":{"max-size":"zz"}}}""", """{"SecurityOpt":["zz=1"]}""", """{"Ulimits":[{"Name":"zz","Soft":1,"Hard":1}]}""",
            """{"Ulimits":[{"Name":"nofile","Soft":2,"Hard":1}]}""", """{"Runtime":"zz"}""", """{"ShmSize":-1}""", """{"OomScoreAdj":5000}""", """{"PidMode":"container:nosuch"}""", """{"BlkioWeight":5}""",
            """{"Isolation":"hyperv"}""", """{"Sysctls":{"kernel.nosuch":"1"}}""", """{"Links":["nosuch:x"]}""", """{"VolumesFrom":["nosuch"]}""", """{"Tmpfs":{"relative":""}}""",
        ];
        foreach (string host in wrong)
        {
            rows.Post("/containers/create", With(host), "an option that cannot be");
        }

        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1"}""", ",\"Hostname\":\"x\""), "host name in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1","Dns":["9.9.9.9"]}"""), "DNS in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1","ExtraHosts":["a:1.2.3.4"]}"""), "hosts in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1","PortBindings":{"80/tcp":[{}]}}"""), "ports in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1","PublishAllPorts":true}"""), "all ports in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1"}""", ",\"ExposedPorts\":{\"80/tcp\":{}}"), "exposed ports in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"container:c1","Links":["c1:x"]}"""), "links in another's stack");
        rows.Post("/containers/create", With("""{"NetworkMode":"host","Links":["c1:x"]}"""), "links in host mode");
        rows.Post("/containers/create", With("{}", ",\"ExposedPorts\":{\"x/tcp\":{}}"), "an exposed port that is none");
        rows.Post("/containers/create", With("{}", ",\"MacAddress\":\"zz\""), "a MAC that is none");
        rows.Post("/containers/create", With("{}", ",\"WorkingDir\":\"relative\""), "relative working folder");
        rows.Post("/containers/create", With("{}", ",\"StopSignal\":\"SIGNOPE\""), "unknown stop signal");
        rows.Post("/containers/create", With("{}", ",\"Hostname\":\"-bad-\""), "bad host name");
        rows.Post("/containers/create", With("{}", ",\"Env\":[\"=x\"]"), "variable without a name");
        rows.Post("/containers/create", With("{}", ",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":5}"), "interval too short");
        rows.Post("/containers/create", With("{}", ",\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Retries\":-1}"), "negative retries");
        rows.Post("/containers/create", With("{}", ",\"NetworkingConfig\":{\"EndpointsConfig\":{\"bridge\":{\"Aliases\":[\"x\"]}}}"), "alias on the default bridge");
        rows.Post("/containers/create?platform=windows", Sleeper, "another system");
        rows.Post("/containers/create?name=later", With("""{"NetworkMode":"nonet"}"""), "network that is not there");
        rows.Post("/containers/later/start", null, "start without it");
        rows.Post("/containers/create?name=sharing", With("""{"NetworkMode":"container:nosuch"}"""), "stack of an unknown container");
        return rows;
    }

    private static Chapter ContainerLists()
    {
        var rows = new Chapter("container lists");
        rows.Get("/containers/json", "none");
        rows.Post("/networks/create", """{"Name":"l1"}""", "a network", "l1");
        rows.Post("/volumes/create", """{"Name":"v1"}""", "a volume");
        rows.Post("/containers/create?name=one", With("""{"NetworkMode":"l1","Binds":["v1:/data"],"PortBindings":{"80/tcp":[{"HostPort":"18090"}]}}""", ",\"Labels\":{\"team\":\"red\",\"tier\":\"1\"},\"ExposedPorts\":{\"80/tcp\":{},\"81/udp\":{}}"), "runs", "one");
        rows.Post("/containers/one/start", null, "start");
        rows.Post("/containers/create?name=two", """{"Image":"my_image","Cmd":["sh","-c","exit 3"],"Labels":{"team":"red"}}""", "ends with 3");
        rows.Post("/containers/two/start", null, "start");
        rows.Post("/containers/two/wait", null, "its end");
        rows.Post("/containers/create?name=three", Sleeper, "never started");
        rows.Get("/containers/json", "running ones");
        rows.Get("/containers/json?all=1", "all");
        rows.Get("/containers/json?all=1&size=1", "with sizes");
        rows.Get("/containers/json?limit=2", "the latest two, running or not");
        rows.Get("/containers/json?limit=x", "a limit that is no number");
        rows.Get("/v1.24/containers/json?all=1", "oldest version");
        rows.Get("/v1.40/containers/json?all=1", "a version in between");
        string[] filters =
        [
            """{"status":["running"]}""", """{"status":["created"]}""", """{"status":["exited"]}""", """{"status":["exited","created"]}""", """{"exited":["3"]}""", """{"exited":["0"]}""",
            """{"label":["team=red"]}""", """{"label":["team=red","tier=1"]}""", """{"label":["team"]}""", """{"name":["one"]}""", """{"name":["^/t"]}""", """{"id":["{one}"]}""", """{"network":["l1"]}""",
            """{"network":["{l1}"]}""", """{"volume":["v1"]}""", """{"volume":["/data"]}""", """{"ancestor":["my_image"]}""", """{"ancestor":["nosuch"]}""", """{"publish":["18090"]}""", """{"publish":["80/tcp"]}""",
            """{"expose":["81/udp"]}""", """{"expose":["80-82/tcp"]}""", """{"before":["three"]}""", """{"since":["one"]}""", """{"health":["none"]}""", """{"health":["healthy"]}""", """{"is-task":["false"]}""", """{"is-task":["true"]}""",
        ];
        foreach (string filter in filters)
        {
            rows.Get($"/containers/json?all=1&filters={filter}", "a filter that means something");
        }

        string[] wrong =
        [
            """{"zz":["1"]}""", """{"status":["zz"]}""", """{"health":["zz"]}""", """{"exited":["zz"]}""", """{"before":["nosuch"]}""", """{"since":["nosuch"]}""", """{"publish":["zz"]}""", """{"expose":["99999"]}""", """{"is-task":["zz"]}""", "zz",
        ];
        foreach (string filter in wrong)
        {
            rows.Get($"/containers/json?all=1&filters={filter}", "a filter that is wrong");
        }

        rows.Post("/containers/prune?filters={\"zz\":[\"1\"]}", null, "a filter that prune has not");
        rows.Post("/containers/prune?filters={\"label\":[\"team=blue\"]}", null, "nothing fits");
        rows.Post("/containers/prune?filters={\"label\":[\"team=red\"]}", null, "one fits");
        rows.Post("/containers/prune", null, "the rest");
        rows.Get("/containers/json?all=1", "the running one is left");
        return rows;
    }
}
