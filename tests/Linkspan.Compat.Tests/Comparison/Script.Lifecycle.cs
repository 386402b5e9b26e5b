namespace Linkspan.Compat.Tests.Comparison;

/// <content>Lifecycle, processes, output, commands inside, files.</content>
internal static partial class Script
{
    private static Chapter Lifecycle()
    {
        var rows = new Chapter("lifecycle");
        rows.Post("/containers/create?name=c1", """{"Image":"my_image","Cmd":["sh","-c","echo out; echo err >&2; trap 'exit 5' TERM; while :; do sleep 0.1; done"]}""", "talks, ends with 5 when asked");
        rows.Post("/containers/c1/start", null, "start");
        rows.Post("/containers/c1/start", null, "start again: not modified");
        rows.Get("/containers/c1/json", "runs");
        rows.Post("/containers/c1/pause", null, "pause");
        rows.Post("/containers/c1/pause", null, "pause again");
        rows.Get("/containers/c1/json", "paused");
        rows.Get("/containers/json", "row of a paused one");
        rows.Post("/containers/c1/exec", """{"Cmd":["true"]}""", "no command in a paused one");
        rows.Post("/containers/c1/unpause", null, "go on");
        rows.Post("/containers/c1/unpause", null, "go on again");
        rows.Post("/containers/c1/rename?name=c2", null, "rename");
        rows.Get("/containers/c1/json", "the old name is gone");
        rows.Post("/containers/c2/rename?name=c1", null, "back");
        rows.Post("/containers/c1/update", """{"Memory":134217728,"MemorySwap":-1,"CpuShares":256}""", "resources while it runs");
        rows.Post("/containers/c1/update", """{"RestartPolicy":{"Name":"unless-stopped"}}""", "restart policy while it runs");
        rows.Get("/containers/c1/json", "both kept");
        rows.Post("/containers/c1/update", """{"RestartPolicy":{"Name":"no"}}""", "back");
        rows.Post("/containers/c1/resize?h=10&w=20", null, "size without a terminal");
        rows.Post("/containers/c1/kill?signal=WINCH", null, "a signal that ends nothing");
        rows.Post("/containers/c1/stop?t=5", null, "stop");
        rows.Post("/containers/c1/stop", null, "stop again: not modified");
        rows.Get("/containers/c1/json", "ended with 5");
        rows.Get("/containers/json?all=1", "row of an ended one");
        rows.Get("/containers/c1/logs?stdout=1&stderr=1", "both streams");
        rows.Get("/containers/c1/logs?stdout=1", "one stream");
        rows.Get("/containers/c1/logs?stdout=1&tail=1", "the last line");
        rows.Get("/containers/c1/logs?stdout=1&since=1", "since long ago");
        rows.Get("/containers/c1/logs?stdout=1&until=1", "until long ago");
        rows.Get("/containers/c1/logs", "no stream chosen");
        rows.Post("/containers/c1/wait", null, "ended already");
        rows.Post("/containers/c1/wait?condition=not-running", null, "ended already");
        rows.Post("/containers/c1/restart?t=0", null, "restart of an ended one");
        rows.Get("/containers/c1/json", "runs again");
        rows.Post("/containers/c1/restart?t=0", null, "restart of a running one");
        rows.Post("/containers/c1/kill", null, "kill");
        rows.Post("/containers/c1/wait", null, "137");
        rows.Get("/containers/c1/json", "killed");
        rows.Post("/containers/create?name=t1", """{"Image":"my_image","Cmd":["sleep","1000"]}""", "for top and stats");
        rows.Post("/containers/t1/start", null, "start");
        rows.Get("/containers/t1/top?ps_args=-o%20pid,args", "chosen columns");
        rows.Get("/containers/t1/top?ps_args=-zz", "arguments that ps refuses");
        rows.Get("/containers/t1/changes", "what changed on its file system");
        rows.Delete("/containers/t1", "remove a running one");
        rows.Delete("/containers/t1?force=1&v=1", "by force");
        rows.Delete("/containers/t1", "it is gone");
        rows.Post("/containers/create?name=tty", """{"Image":"my_image","Cmd":["echo","hello"],"Tty":true}""", "a terminal");
        rows.Post("/containers/tty/start", null, "start");
        rows.Post("/containers/tty/wait", null, "end");
        rows.Get("/containers/tty/logs?stdout=1", "raw output");
        rows.Post("/containers/create?name=auto", """{"Image":"my_image","Cmd":["true"],"HostConfig":{"AutoRemove":true}}""", "removes itself");
        rows.Post("/containers/auto/start", null, "start");
        rows.Post("/containers/create?name=quiet", """{"Image":"my_image","Cmd":["echo","x"],"HostConfig":{"LogConfig":{"Type":"none"}}}""", "no log");
        rows.Post("/containers/quiet/start", null, "start");
        rows.Post("/containers/quiet/wait", null, "end");
        rows.Get("/containers/quiet/logs?stdout=1", "no log to read");
        return rows;
    }

    private static Chapter LifecycleMistakes()
    {
        var rows = new Chapter("lifecycle mistakes");
        foreach (string verb in new[] { "start", "stop", "restart", "kill", "pause", "unpause", "wait", "rename?name=x1", "resize?h=1&w=1", "attach?stream=1&stdout=1" })
        {
            rows.Post($"/containers/nosuch/{verb}", null, "unknown container");
        }

        rows.Post("/containers/nosuch/update", "{}", "unknown container");
        rows.Post("/containers/nosuch/exec", """{"Cmd":["true"]}""", "unknown container");
        foreach (string view in new[] { "json", "top", "logs?stdout=1", "stats?stream=0", "changes", "export", "archive?path=/" })
        {
            rows.Get($"/containers/nosuch/{view}", "unknown container");
        }

        rows.Delete("/containers/nosuch", "unknown container");
        rows.Post("/containers/create?name=c1", Sleeper, "not started");
        rows.Post("/containers/c1/stop", null, "stop of a created one");
        rows.Post("/containers/c1/kill", null, "kill of a created one");
        rows.Post("/containers/c1/pause", null, "pause of a created one");
        rows.Post("/containers/c1/unpause", null, "unpause of a created one");
        rows.Post("/containers/c1/exec", """{"Cmd":["true"]}""", "command in a created one");
        rows.Get("/containers/c1/top", "processes of a created one");
        rows.Get("/containers/c1/logs?stdout=1", "output of a created one");
        rows.Post("/containers/c1/resize?h=1&w=1", null, "size of a created one");
        rows.Post("/containers/c1/wait?condition=zz", null, "unknown condition");
        rows.Post("/containers/c1/rename?name=", null, "no name");
        rows.Post("/containers/c1/rename?name=c1", null, "its own name");
        rows.Post("/containers/c1/rename?name=a%20b", null, "a blank");
        rows.Post("/containers/create?name=c2", Sleeper, "another");
        rows.Post("/containers/c2/rename?name=c1", null, "another's name");
        rows.Post("/containers/c1/update", """{"Memory":1000}""", "too little memory");
        rows.Post("/containers/c1/update", """{"RestartPolicy":{"Name":"zz"}}""", "unknown policy");
        rows.Post("/containers/c1/update", "{", "broken JSON");
        rows.Post("/containers/c1/start", null, "start");
        rows.Post("/containers/c1/kill?signal=NOPE", null, "unknown signal");
        rows.Post("/containers/c1/kill?signal=99", null, "signal out of range");
        rows.Post("/containers/c1/resize?h=x&w=1", null, "size that is no number");
        rows.Post("/containers/c1/stop?t=x", null, "time that is no number");
        rows.Get("/containers/c1/logs?stdout=1&since=zz", "time that is none");
        rows.Get("/containers/c1/logs?stdout=1&tail=zz", "tail that is no number");
        rows.Get("/containers/c1/stats?stream=1&one-shot=1", "both ways at once");
        rows.Post("/containers/create?name=missing", """{"Image":"my_image","Cmd":["nosuch"]}""", "a command that is not there");
        rows.Post("/containers/missing/start", null, "start of it");
        rows.Get("/containers/missing/json", "127");
        rows.Post("/containers/create?name=folder", """{"Image":"my_image","Cmd":["/etc"]}""", "a folder as a command");
        rows.Post("/containers/folder/start", null, "start of it");
        rows.Get("/containers/folder/json", "126");
        rows.Post("/containers/create?name=user", """{"Image":"my_image","User":"nobody-here"}""", "an unknown user");
        rows.Post("/containers/user/start", null, "start of it");
        rows.Post("/containers/create?name=p1", With("""{"PortBindings":{"80/tcp":[{"HostPort":"18091"}]}}""", ",\"ExposedPorts\":{\"80/tcp\":{}}"), "a port");
        rows.Post("/containers/p1/start", null, "start");
        rows.Post("/containers/create?name=p2", With("""{"PortBindings":{"80/tcp":[{"HostPort":"18091"}]}}""", ",\"ExposedPorts\":{\"80/tcp\":{}}"), "the same port");
        rows.Post("/containers/p2/start", null, "start of it");
        rows.Get("/containers/p2/json", "what the failure leaves");
        rows.Post("/containers/create?name=p3", With("""{"PortBindings":{"80/tcp":[{"HostIp":"203.0.113.9","HostPort":"18092"}]}}""", ",\"ExposedPorts\":{\"80/tcp\":{}}"), "a host address that is not here");
        rows.Post("/containers/p3/start", null, "start of it");
        return rows;
    }

    private static Chapter Execs()
    {
        var rows = new Chapter("execs");
        rows.Post("/containers/create?name=c1", Sleeper, "container");
        rows.Post("/containers/c1/start", null, "start");
        rows.Post("/containers/c1/exec", """{"Cmd":["sh","-c","echo out; echo err >&2; exit 4"],"AttachStdout":true,"AttachStderr":true}""", "a command", "e1");
        rows.Get("/exec/{e1}/json", "not started");
        rows.Post("/exec/{e1}/start", """{"Detach":false}""", "runs; both streams");
        rows.Get("/exec/{e1}/json", "ended with 4");
        rows.Post("/exec/{e1}/start", """{"Detach":false}""", "a second start");
        rows.Post("/containers/c1/exec", """{"Cmd":["sleep","1000"],"User":"worker","Env":["A=1"],"WorkingDir":"/tmp","Privileged":true,"DetachKeys":"ctrl-a"}""", "with all options", "e2");
        rows.Post("/exec/{e2}/start", """{"Detach":true}""", "in the background");
        rows.Get("/exec/{e2}/json", "runs");
        rows.Post("/exec/{e2}/resize?h=1&w=1", null, "size without a terminal");
        rows.Get("/containers/c1/json", "names its commands");
        rows.Post("/containers/c1/exec", "{}", "no command");
        rows.Post("/containers/c1/exec", """{"Cmd":[]}""", "empty command");
        rows.Post("/containers/c1/exec", "{", "broken JSON");
        rows.Post("/containers/c1/exec", """{"Cmd":["nosuch"],"AttachStdout":true}""", "a command that is not there", "e3");
        rows.Post("/exec/{e3}/start", """{"Detach":false}""", "start of it");
        rows.Get("/exec/{e3}/json", "127");
        rows.Post("/containers/c1/exec", """{"Cmd":["true"],"User":"nobody-here"}""", "unknown user", "e4");
        rows.Post("/exec/{e4}/start", """{"Detach":true}""", "start of it");
        rows.Get("/exec/nosuch/json", "unknown exec");
        rows.Post("/exec/nosuch/start", "{}", "unknown exec");
        rows.Post("/exec/nosuch/resize?h=1&w=1", null, "unknown exec");
        rows.Post("/containers/c1/exec", """{"Cmd":["true"],"DetachKeys":"ctrl-zz"}""", "keys that are none");
        return rows;
    }

    private static Chapter Files()
    {
        var rows = new Chapter("files");
        rows.Post("/containers/create?name=c1", """{"Image":"my_image","Cmd":["sleep","1000"],"HostConfig":{"Binds":["v1:/data"]}}""", "not started");
        rows.Head("/containers/c1/archive?path=/etc/passwd", "a file");
        rows.Head("/containers/c1/archive?path=/bin", "a folder");
        rows.Head("/containers/c1/archive?path=/bin/sh", "a link");
        rows.Head("/containers/c1/archive?path=/nosuch", "nothing");
        rows.Head("/containers/c1/archive", "no path");
        rows.Get("/containers/c1/archive?path=/etc/passwd", "a file out");
        rows.Get("/containers/c1/archive?path=/etc", "a folder out");
        rows.Get("/containers/c1/archive?path=/etc/.", "what is in a folder");
        rows.Get("/containers/c1/archive?path=/nosuch", "nothing out");
        rows.Get("/containers/c1/archive?path=", "empty path");
        rows.Send("PUT", "/containers/c1/archive?path=/tmp", Archives.Tree(), "files in, while it is stopped");
        rows.Get("/containers/c1/archive?path=/tmp", "they are there");
        rows.Send("PUT", "/containers/c1/archive?path=/nosuch", Archives.Tree(), "into nothing");
        rows.Send("PUT", "/containers/c1/archive?path=/etc/passwd", Archives.Tree(), "into a file");
        rows.Send("PUT", "/containers/c1/archive?path=/data", Archives.Tree(), "into a volume");
        rows.Get("/containers/c1/archive?path=/data", "out of a volume");
        rows.Send("PUT", "/containers/c1/archive?path=/tmp&noOverwriteDirNonDir=1", Archives.FileForFolder(), "a file over a folder");
        rows.Post("/containers/c1/start", null, "start");
        rows.Send("PUT", "/containers/c1/archive?path=/root", Archives.Tree(), "files in, while it runs");
        rows.Get("/containers/c1/archive?path=/root", "they are there");
        rows.Send("PUT", "/containers/c1/archive?path=/root", [1, 2, 3], "no archive");
        rows.Get("/containers/c1/archive?path=/root/../etc/passwd", "up and down again");
        rows.Head("/containers/c1/archive?path=../../etc/passwd", "relative, above the root");
        rows.Get("/containers/c1/changes", "what was added");
        rows.Get("/containers/c1/export", "all of it");
        return rows;
    }
}
