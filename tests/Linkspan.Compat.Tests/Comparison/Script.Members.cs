namespace Linkspan.Compat.Tests.Comparison;

/// <content>Connect and disconnect.</content>
internal static partial class Script
{
    private static string Joined(string container, string settings = "{}") => $$"""{"Container":"{{container}}","EndpointConfig":{{settings}}}""";

    private static Chapter Members()
    {
        var rows = new Chapter("members");
        rows.Post("/networks/create", """{"Name":"m1","IPAM":{"Config":[{"Subnet":"10.83.0.0/24"}]}}""", "a network with a subnet of its own");
        rows.Post("/networks/create", """{"Name":"m2","IPAM":{"Config":[{"Subnet":"10.84.0.0/24"}]},"Internal":true}""", "an internal one");
        rows.Post("/containers/create?name=c1", """{"Image":"my_image","Cmd":["sleep","1000"],"Hostname":"box","HostConfig":{"NetworkMode":"m1"},"NetworkingConfig":{"EndpointsConfig":{"m1":{"Aliases":["web"],"IPAMConfig":{"IPv4Address":"10.83.0.9"}}}}}""", "with alias and address", "c1");
        rows.Get("/containers/c1/json", "before it starts");
        rows.Post("/containers/c1/start", null, "start");
        rows.Get("/containers/c1/json", "on one network");
        rows.Get("/networks/m1", "its member");
        rows.Post("/networks/m2/connect", Joined("c1", """{"Aliases":["api","rest"],"IPAMConfig":{"IPv4Address":"10.84.0.7"},"DriverOpts":{"a":"b"}}"""), "a second network while it runs");
        rows.Get("/containers/c1/json", "on two networks");
        rows.Get("/v1.43/containers/c1/json", "before the names had a field of their own");
        rows.Get("/v1.24/containers/c1/json", "oldest version");
        rows.Get("/containers/json", "a row with two networks");
        rows.Get("/networks/m2", "its member");
        rows.Post("/networks/m2/disconnect", """{"Container":"c1"}""", "leave again");
        rows.Get("/containers/c1/json", "on one network again");
        rows.Post("/networks/m2/connect", """{"Container":"{c1}"}""", "by id, without settings");
        rows.Post("/networks/m1/disconnect", """{"Container":"c1","Force":true}""", "by force");
        rows.Post("/containers/c1/stop?t=0", null, "stop");
        rows.Get("/containers/c1/json", "stopped: addresses are gone, memberships stay");
        rows.Post("/networks/m1/connect", Joined("c1"), "while it is stopped");
        rows.Get("/containers/c1/json", "what is to come");
        rows.Post("/containers/c1/start", null, "start on both");
        rows.Get("/networks/m1", "member after the start");
        rows.Post("/containers/create?name=h1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"host"}}""", "host mode");
        rows.Post("/containers/h1/start", null, "start");
        rows.Get("/containers/h1/json", "in host mode");
        rows.Get("/networks/host", "the host network's member");
        rows.Post("/containers/create?name=o1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"none"}}""", "no network");
        rows.Post("/containers/o1/start", null, "start");
        rows.Get("/containers/o1/json", "without a network");
        rows.Get("/networks/none", "its member");
        rows.Post("/containers/create?name=s1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"container:c1"}}""", "another's stack");
        rows.Post("/containers/s1/start", null, "start");
        rows.Get("/containers/s1/json", "shared stack");
        rows.Delete("/networks/m1", "in use");
        rows.Delete("/containers/c1?force=1", "remove a running one");
        rows.Delete("/networks/m1", "free now");
        return rows;
    }

    private static Chapter MemberMistakes()
    {
        var rows = new Chapter("member mistakes");
        rows.Post("/networks/create", """{"Name":"e1","IPAM":{"Config":[{"Subnet":"10.85.0.0/24"}]}}""", "with a subnet");
        rows.Post("/networks/create", """{"Name":"e2"}""", "with an automatic subnet");
        rows.Post("/networks/create", """{"Name":"e3","ConfigOnly":true}""", "for configuration only");
        rows.Post("/containers/create?name=c1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"e1"}}""", "member");
        rows.Post("/containers/c1/start", null, "start");
        rows.Post("/containers/create?name=c2", Sleeper, "on the default bridge");
        rows.Post("/containers/c2/start", null, "start");
        rows.Post("/containers/create?name=h1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"host"}}""", "host mode");
        rows.Post("/containers/h1/start", null, "start");
        rows.Post("/containers/create?name=o1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"none"}}""", "no network");
        rows.Post("/containers/o1/start", null, "start");
        rows.Post("/containers/create?name=s1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"container:c1"}}""", "shared");
        rows.Post("/containers/s1/start", null, "start");
        rows.Post("/networks/e1/connect", Joined("c1"), "already a member");
        rows.Post("/networks/e1/connect", Joined("zz"), "unknown container");
        rows.Post("/networks/zz/connect", Joined("c1"), "unknown network");
        rows.Post("/networks/e1/connect", "{", "broken JSON");
        rows.Post("/networks/e1/connect", "{}", "no container named");
        rows.Post("/networks/host/connect", Joined("c1"), "to host");
        rows.Post("/networks/none/connect", Joined("c1"), "to none");
        rows.Post("/networks/e1/connect", Joined("o1"), "a container without network");
        rows.Post("/networks/e1/connect", Joined("h1"), "a container in host mode");
        rows.Post("/networks/e1/connect", Joined("s1"), "a container that shares a stack");
        rows.Post("/networks/host/disconnect", """{"Container":"h1"}""", "from host");
        rows.Post("/networks/e3/connect", Joined("c1"), "to a configuration network");
        rows.Post("/networks/e1/connect", Joined("c2", """{"IPAMConfig":{"IPv4Address":"10.1.1.1"}}"""), "address outside");
        rows.Post("/networks/e1/connect", Joined("c2", """{"IPAMConfig":{"IPv4Address":"10.85.0.1"}}"""), "the gateway's address");
        rows.Post("/networks/e1/connect", Joined("c2", """{"IPAMConfig":{"IPv4Address":"10.85.0.2"}}"""), "another's address");
        rows.Post("/networks/e1/connect", Joined("c2", """{"IPAMConfig":{"IPv4Address":"x"}}"""), "no address");
        rows.Post("/networks/e2/connect", Joined("c2", """{"IPAMConfig":{"IPv4Address":"172.31.0.9"}}"""), "address on an automatic subnet");
        rows.Post("/networks/bridge/connect", Joined("c1", """{"IPAMConfig":{"IPv4Address":"172.17.0.9"}}"""), "address on the default bridge");
        rows.Post("/networks/bridge/connect", Joined("c1", """{"Aliases":["x"]}"""), "alias on the default bridge");
        rows.Post("/networks/e2/connect", Joined("c2", """{"MacAddress":"zz"}"""), "no MAC");
        rows.Post("/networks/e2/disconnect", """{"Container":"c1"}""", "not a member");
        rows.Post("/networks/e1/disconnect", """{"Container":"zz"}""", "unknown container");
        rows.Post("/networks/e1/disconnect", """{"Container":"zz","Force":true}""", "unknown container, by force");
        rows.Post("/networks/zz/disconnect", """{"Container":"c1"}""", "unknown network");
        rows.Delete("/networks/e1", "in use");
        rows.Get("/containers/c2/json", "failed connects leave nothing");
        return rows;
    }
}
