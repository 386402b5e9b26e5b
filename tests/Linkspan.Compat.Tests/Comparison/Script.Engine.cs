namespace Linkspan.Compat.Tests.Comparison;

/// <content>Images, volumes, events, the engine itself, and what is absent.</content>
internal static partial class Script
{
    private static Chapter Images()
    {
        var rows = new Chapter("images");
        rows.Get("/images/json", "the one image");
        rows.Get("/v1.24/images/json", "oldest version");
        rows.Get("/v1.43/images/json", "last version with VirtualSize");
        rows.Get("/images/my_image/json", "inspect");
        rows.Get("/v1.41/images/my_image/json", "inspect with what older clients need");
        rows.Get("/images/my_image/history", "history");
        rows.Get("/images/nosuch/json", "unknown");
        rows.Get("/images/nosuch/history", "unknown");
        rows.Post("/images/my_image/tag?repo=other&tag=1", null, "another name");
        rows.Post("/images/my_image/tag?repo=team/other", null, "a name with a path");
        rows.Post("/images/my_image/tag?repo=UPPER", null, "a name that is none");
        rows.Post("/images/my_image/tag?repo=", null, "no name");
        rows.Post("/images/nosuch/tag?repo=x", null, "unknown");
        foreach (string filter in new[] { """{"reference":["other"]}""", """{"reference":["oth*"]}""", """{"dangling":["true"]}""", """{"label":["a"]}""", """{"before":["my_image"]}""", """{"until":["1h"]}""", """{"zz":["1"]}""", """{"dangling":["zz"]}""", """{"before":["nosuch"]}""" })
        {
            rows.Get($"/images/json?filters={filter}", "a filter");
        }

        rows.Delete("/images/other:1", "one name of several");
        rows.Delete("/images/nosuch", "unknown");
        rows.Delete("/images/UPPER", "a name that is none");
        rows.Post("/containers/create?name=c1", Sleeper, "uses the image");
        rows.Delete("/images/my_image", "in use, other names left");
        rows.Delete("/images/team/other", "the last name, in use");
        rows.Post("/images/prune", null, "nothing dangles");
        rows.Post("/images/prune?filters={\"zz\":[\"1\"]}", null, "unknown filter");
        rows.Post("/images/create", null, "neither source");
        rows.Post("/images/create?fromSrc=-&repo=UPPER", null, "import under a name that is none");
        rows.Send("POST", "/images/create?fromSrc=-&repo=fresh&tag=1&message=why&changes=ENV%20A=1&changes=CMD%20%5B%22sh%22%5D", Archives.Tree(), "import with changes");
        rows.Get("/images/fresh:1/json", "what was imported");
        rows.Get("/images/fresh:1/history", "its history");
        rows.Send("POST", "/images/load?quiet=1", Archives.NoImage(), "an archive without images");
        rows.Send("POST", "/images/load", [1, 2, 3], "no archive");
        rows.Get("/images/get?names=nosuch", "save of an unknown one");
        rows.Get("/images/search", "search without a term");
        rows.Delete("/images/fresh:1", "remove it");
        return rows;
    }

    private static Chapter Volumes()
    {
        var rows = new Chapter("volumes");
        rows.Get("/volumes", "none");
        rows.Post("/volumes/create", """{"Name":"v1","Labels":{"team":"red"}}""", "with a label");
        rows.Post("/volumes/create", """{"Name":"v1","Labels":{"team":"red"}}""", "again: the same one");
        rows.Post("/volumes/create", "{}", "without a name");
        rows.Post("/volumes/create", """{"Name":"v2","Driver":"nosuch"}""", "unknown driver");
        rows.Post("/volumes/create", """{"Name":"a/b"}""", "a slash in the name");
        rows.Post("/volumes/create", """{"Name":"v3","DriverOpts":{"zz":"1"}}""", "unknown option");
        rows.Post("/volumes/create", """{"Name":"v4","DriverOpts":{"type":"tmpfs","device":"tmpfs","o":"size=1m"}}""", "a mount as a volume");
        rows.Get("/volumes/v4", "how it is shown");
        rows.Post("/volumes/create", "{", "broken JSON");
        rows.Get("/volumes/v1", "inspect");
        rows.Get("/volumes/nosuch", "unknown");
        rows.Post("/containers/create?name=c1", With("""{"Binds":["v1:/data"]}"""), "uses it");
        foreach (string filter in new[] { """{"name":["v"]}""", """{"label":["team=red"]}""", """{"dangling":["false"]}""", """{"driver":["local"]}""", """{"driver":["zz"]}""", """{"zz":["1"]}""", """{"dangling":["zz"]}""" })
        {
            rows.Get($"/volumes?filters={filter}", "a filter");
        }

        rows.Delete("/volumes/v1", "in use");
        rows.Delete("/volumes/v1?force=1", "in use, by force");
        rows.Delete("/volumes/nosuch", "unknown");
        rows.Delete("/volumes/nosuch?force=1", "unknown, by force");
        rows.Post("/volumes/prune", null, "nameless ones");
        rows.Post("/volumes/prune?filters={\"all\":[\"true\"]}", null, "named ones too");
        rows.Post("/volumes/prune?filters={\"zz\":[\"1\"]}", null, "unknown filter");
        rows.Get("/volumes", "what is left");
        rows.Delete("/containers/c1?v=1", "its user");
        rows.Delete("/volumes/v1", "free now");
        return rows;
    }

    private static Chapter Events()
    {
        var rows = new Chapter("events");
        rows.Post("/networks/create", """{"Name":"ev"}""", "network", "net");
        rows.Post("/volumes/create", """{"Name":"evv"}""", "volume");
        rows.Post("/containers/create?name=evc", """{"Image":"my_image","Cmd":["sleep","1000"],"Labels":{"a":"b"},"HostConfig":{"NetworkMode":"ev","Binds":["evv:/data"]}}""", "container", "evc");
        rows.Post("/containers/evc/start", null, "start");
        rows.Post("/containers/evc/pause", null, "pause");
        rows.Post("/containers/evc/unpause", null, "unpause");
        rows.Post("/containers/evc/rename?name=evd", null, "rename");
        rows.Post("/containers/evd/update", """{"CpuShares":100}""", "update");
        rows.Post("/containers/evd/exec", """{"Cmd":["true"]}""", "exec", "exe");
        rows.Post("/exec/{exe}/start", """{"Detach":true}""", "exec start");
        rows.Post("/containers/evd/kill?signal=WINCH", null, "signal");
        rows.Post("/networks/bridge/connect", """{"Container":"evd"}""", "connect");
        rows.Post("/networks/bridge/disconnect", """{"Container":"evd"}""", "disconnect");
        rows.Post("/containers/evd/restart?t=0", null, "restart");
        rows.Post("/containers/evd/stop?t=0", null, "stop");
        rows.Post("/containers/evd/wait", null, "its end");
        rows.Delete("/containers/evd", "remove");
        rows.Delete("/networks/ev", "remove");
        rows.Delete("/volumes/evv", "remove");
        rows.Post("/images/my_image/tag?repo=evi", null, "tag");
        rows.Delete("/images/evi", "untag");
        rows.Get("/events?since={start}&until={now}&filters={\"container\":[\"{evc}\"]}", "all that happened to the container");
        rows.Get("/events?since={start}&until={now}&filters={\"network\":[\"{net}\"]}", "to the network");
        rows.Get("/events?since={start}&until={now}&filters={\"volume\":[\"evv\"]}", "to the volume");
        rows.Get("/events?since={start}&until={now}&filters={\"type\":[\"container\"],\"event\":[\"start\"],\"container\":[\"evc\"]}", "several filters");
        rows.Get("/events?since={start}&until={now}&filters={\"label\":[\"a=b\"],\"event\":[\"create\"],\"container\":[\"{evc}\"]}", "by label");
        rows.Get("/events?since={now}&until={start}", "since after until");
        rows.Get("/events?since=1h&until=0s&filters={\"container\":[\"{evc}\"],\"event\":[\"create\"]}", "durations, which the CLI turns into times itself");
        rows.Get("/events?since=zz", "no time");
        rows.Get("/events?since={start}&until={now}&filters={\"zz\":[\"1\"]}", "unknown filter");
        rows.Get("/events?since={start}&until={now}&filters=zz", "no filter at all");
        return rows;
    }

    private static Chapter Engine()
    {
        var rows = new Chapter("engine");
        rows.Get("/info", "the engine");
        rows.Get("/version", "its version");
        rows.Post("/containers/create?name=c1", Sleeper, "something that takes space");
        rows.Post("/volumes/create", """{"Name":"v1"}""", "a volume");
        rows.Get("/system/df", "what takes space");
        rows.Get("/system/df?type=volume", "one type");
        rows.Get("/system/df?type=zz", "unknown type");
        rows.Get("/v1.41/system/df", "before types");
        rows.Post("/containers/c1/start", null, "start");
        rows.Get("/containers/c1/stats?stream=0&one-shot=1", "what it uses");
        rows.Get("/containers/c1/stats?stream=0", "two samples");
        rows.Post("/auth", """{"username":"x","password":"y"}""", "no server named");
        return rows;
    }

    private static Chapter Absent()
    {
        var rows = new Chapter("absent");
        foreach (string path in new[] { "/swarm", "/nodes", "/services", "/tasks", "/secrets", "/configs", "/nodes/x", "/services/x", "/secrets/x", "/configs/x", "/swarm/unlockkey", "/services/x/logs?stdout=1" })
        {
            rows.Get(path, "needs a swarm");
        }

        rows.Post("/secrets/create", """{"Name":"x"}""", "needs a swarm");
        rows.Post("/configs/create", """{"Name":"x"}""", "needs a swarm");
        rows.Post("/services/create", """{"Name":"x"}""", "needs a swarm");
        rows.Post("/swarm/leave", null, "needs a swarm");
        rows.Get("/plugins", "none");
        rows.Get("/plugins/x/json", "unknown plugin");
        rows.Post("/build/prune", null, "nothing to prune");
        rows.Post("/commit?container=nosuch", "{}", "of an unknown container");
        rows.Get("/containers/nosuch/checkpoints", "experimental");
        rows.Post("/images/nosuch/push", null, "of an unknown image");
        return rows;
    }
}
