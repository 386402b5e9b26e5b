namespace Linkspan.Compat.Tests;

/// <summary>What a reviewer with the stock client and a dockerd beside it found to differ; the words expected are dockerd's.</summary>
public sealed class CornerTests(DaemonFixture daemon) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-corners-").FullName;

    public void Dispose()
    {
        daemon.Clean();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A closing slash, with a folder and with a link to one: the link stays, what it names is filled.</summary>
    /// <summary>A probe whose process is born into a frozen container would hold the shim, and with it every further request.</summary>
    [Fact]
    public void A_container_is_paused_while_health_checks_run()
    {
        daemon.Must("run", "-d", "--name", "checked", "--health-cmd", "true", "--health-interval", "10ms", "my_image", "sleep", "1000");
        for (int round = 0; round < 25; round++)
        {
            daemon.Must("pause", "checked");
            daemon.Must("unpause", "checked");
        }

        daemon.Must("rm", "-f", "checked");
    }

    [Fact]
    public void Cp_into_a_folder_with_a_closing_slash_works()
    {
        daemon.Must("run", "-d", "--name", "box", "my_image", "sh", "-c", "mkdir /tmp/folder; ln -s /etc /tmp/link; sleep 1000");
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "content");
        daemon.Must("cp", file, "box:/tmp/");
        daemon.Must("cp", file, "box:/tmp/folder/.");
        daemon.Must("cp", file, "box:/tmp/link/");
        daemon.Must("cp", $"{_folder}/.", "box:/tmp/link/");
        Assert.Equal("contentcontentcontent", daemon.Must("exec", "box", "sh", "-c", "cat /tmp/file /tmp/folder/file /etc/file; test -h /tmp/link"));
    }

    /// <summary>The kernel resets a connection that is closed with unread input; the client reported that instead of the status.</summary>
    [Theory]
    [InlineData("docker run --rm -i my_image true")]
    [InlineData("docker run --rm -i my_image sh -c 'head -c 5 >/dev/null; exit 0'")]
    [InlineData("docker exec -i box true")]
    public void Input_that_nobody_reads_is_no_error(string command)
    {
        daemon.Must("run", "-d", "--name", "box", "my_image");
        ToolResult result = Tool.Run("env", $"DOCKER_HOST=unix://{daemon.Socket}", "sh", "-c", $"yes 2>/dev/null | {command}");
        Assert.Equal("0 ", $"{result.ExitCode} {result.Error}");
    }

    [Fact]
    public void Shared_memory_is_lent_by_who_is_shareable_and_by_nobody_else()
    {
        daemon.Must("run", "-d", "--name", "donor", "--ipc", "shareable", "--shm-size", "5m", "my_image", "sh", "-c", "echo lent >/dev/shm/file; sleep 1000");
        Assert.Equal("lent", Borrow("donor"));
        daemon.Must("restart", "-t", "0", "donor");
        Assert.Equal("lent", Borrow("donor"));
        daemon.Must("run", "-d", "--name", "closed", "my_image");
        Assert.Contains("non-shareable IPC (hint: use IpcMode:shareable for the donor container)", daemon.Fails("run", "--rm", "--ipc", "container:closed", "my_image"));
        daemon.Must("rm", "-f", "donor");
        Assert.DoesNotContain("/shm ", string.Join('\n', File.ReadLines("/proc/self/mounts").Where(line => line.Contains(Path.GetDirectoryName(daemon.ExecRoot)!, StringComparison.Ordinal))));
        Assert.DoesNotContain("shm", daemon.Must("run", "--rm", "--ipc", "none", "my_image", "ls", "/dev"));

        string Borrow(string from) => daemon.Must("run", "--rm", "--ipc", $"container:{from}", "my_image", "sh", "-c", "until cat /dev/shm/file 2>/dev/null; do sleep 0.05; done");
    }

    [Fact]
    public void A_container_can_tell_that_it_is_one_and_that_is_no_change_of_its_image()
    {
        daemon.Must("run", "--name", "quiet", "my_image", "test", "-e", "/.dockerenv");
        Assert.Equal("", daemon.Must("diff", "quiet"));
        daemon.Must("run", "--name", "busy", "my_image", "sh", "-c", "touch /root/new; rm /etc/group; echo >/etc/hosts.old");
        Assert.Equal(["A /etc/hosts.old", "A /root/new", "C /etc", "C /root", "D /etc/group"], daemon.Must("diff", "busy").Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Details_of_logs_are_the_labels_variables_and_the_tag_that_the_log_options_name()
    {
        daemon.Must(
            "run", "--name", "talker", "--label", "team=red", "--label", "other=1", "-e", "STAGE=test", "--log-opt", "labels=team", "--log-opt", "env-regex=^ST", "--log-opt", "tag={{.Name}}/{{.ImageName}}",
            "my_image", "echo", "said");
        Assert.Equal("STAGE=test,tag=talker%2Fmy_image,team=red said", daemon.Must("logs", "--details", "talker"));
        Assert.Matches("^[0-9-]+T[0-9:.]+Z STAGE=test,tag=", daemon.Must("logs", "-t", "--details", "talker"));
        Assert.Equal("said", daemon.Must("logs", "talker"));
    }

    /// <summary>Tools that make a container anew read the links from inspect and send them back in that form.</summary>
    [Fact]
    public void Links_are_shown_and_taken_as_docker_shows_them()
    {
        daemon.Must("run", "-d", "--name", "target", "my_image");
        daemon.Must("run", "-d", "--name", "user", "--link", "target:db", "my_image");
        Assert.Equal("[/target:/user/db] null", daemon.Must("inspect", "-f", "{{.HostConfig.Links}} {{json .NetworkSettings.Networks.bridge.Links}}", "user"));
        ToolResult made = Tool.Run(
            "curl", "-sS", "--unix-socket", daemon.Socket, "-H", "Content-Type: application/json", "-d", "{\"Image\":\"my_image\",\"HostConfig\":{\"Links\":[\"/target:/user/db\"]}}", "http://d/containers/create?name=anew");
        Assert.Contains("\"Id\"", made.Output);
        daemon.Must("start", "anew");
        daemon.Must("exec", "anew", "ping", "-c1", "db");
        daemon.Must("rm", "-f", "target");
        daemon.Must("stop", "-t", "0", "user");
        Assert.Contains("Cannot link to a non running container: /target AS /user/db", daemon.Fails("start", "user"));
    }

    /// <summary>Resolvers take the first line of a name.</summary>
    [Fact]
    public void An_added_host_may_name_the_container_itself() =>
        Assert.StartsWith("192.0.2.9", daemon.Must("run", "--rm", "--hostname", "box", "--add-host", "box:192.0.2.9", "my_image", "sh", "-c", "grep box /etc/hosts"));

    [Fact]
    public void A_container_between_two_starts_is_said_to_restart()
    {
        daemon.Must("run", "-d", "--name", "looping", "--restart", "always", "my_image", "sh", "-c", "exit 2");
        ToolResult wait = Tool.Run("env", $"DOCKER_HOST=unix://{daemon.Socket}", "timeout", "20", "sh", "-c", "until docker pause looping 2>&1 | grep 'is restarting, wait until the container is running'; do sleep 0.2; done");
        Assert.Equal(0, wait.ExitCode);
    }

    [Fact]
    public void Top_shows_a_paused_container()
    {
        daemon.Must("run", "-d", "--name", "frozen", "my_image");
        daemon.Must("pause", "frozen");
        Assert.Contains("sleep", daemon.Must("top", "frozen"));
        daemon.Must("unpause", "frozen");
    }

    [Fact]
    public void A_container_without_its_last_network_shows_none()
    {
        daemon.Must("run", "-d", "--name", "box", "my_image");
        daemon.Must("network", "disconnect", "bridge", "box");
        Assert.Equal("{}", daemon.Must("inspect", "-f", "{{json .NetworkSettings.Networks}}", "box"));
        daemon.Must("network", "connect", "bridge", "box");
        Assert.Equal("bridge", daemon.Must("inspect", "-f", "{{range $name, $e := .NetworkSettings.Networks}}{{$name}}{{end}}", "box"));
    }

    /// <summary>The stock client makes the values of driver options lower case on their way.</summary>
    [Fact]
    public void Sysctls_of_an_interface_reach_it_in_the_short_form_of_the_network_flag()
    {
        daemon.Must("network", "create", "n1");
        Assert.Equal("1", daemon.Must(
            "run", "--rm", "--network", "name=n1,driver-opt=com.docker.network.endpoint.sysctls=net.ipv4.conf.IFNAME.log_martians=1", "my_image", "cat", "/proc/sys/net/ipv4/conf/eth0/log_martians"));
    }

    [Fact]
    public void Import_takes_every_change_that_docker_takes()
    {
        daemon.Must("import", "-c", "HEALTHCHECK --interval=1m30s --retries=2 CMD true now", "-c", "ONBUILD RUN x", daemon.ImageArchive, "checked");
        Assert.Equal(
            "[CMD-SHELL true now] 1m30s 2 [RUN x]",
            daemon.Must("inspect", "-f", "{{.Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Retries}} {{.Config.OnBuild}}", "checked"));
        daemon.Must("rmi", "checked");
        Assert.Contains("HEALTHCHECK", daemon.Fails("import", "-c", "HEALTHCHECK --interval=soon CMD true", daemon.ImageArchive, "checked"));
        Assert.Contains("SHELL is not a valid change command", daemon.Fails("import", "-c", "SHELL [\"a\"]", daemon.ImageArchive, "checked"));
    }

    [Fact]
    public void A_pruning_tells_names_from_images()
    {
        daemon.Must("import", "-c", "LABEL pruned=1", daemon.ImageArchive, "pruned:one");
        string[] told = daemon.Must("image", "prune", "-af", "--filter", "label=pruned").Split('\n');
        Assert.Contains("untagged: pruned:one", told);
        Assert.Contains(told, static line => line.StartsWith("deleted: sha256:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_start_that_fails_is_told_once()
    {
        ToolResult result = daemon.Docker("run", "-d", "my_image", "nosuch");
        Assert.Equal(127, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), static line => line.Contains("executable file not found", StringComparison.Ordinal));
    }

    [Fact]
    public void Init_is_left_out_where_it_would_not_be_the_first_process() =>
        Assert.Equal("", daemon.Docker("run", "--rm", "--init", "--pid", "host", "my_image", "true").Error);

    [Fact]
    public void What_images_in_use_take_is_not_reclaimable()
    {
        daemon.Must("run", "-d", "--name", "user", "my_image");
        Assert.Equal("0B (0%)", daemon.Must("system", "df", "--format", "{{if eq .Type \"Images\"}}{{.Reclaimable}}{{end}}").Trim());
    }

    /// <summary>The runtime by the name of its shim, and a command that is an empty word: nothing that could be refused at create.</summary>
    [Theory]
    [InlineData(0, "run", "--rm", "--runtime", "io.containerd.runc.v2", "my_image", "true")]
    [InlineData(127, "run", "--rm", "my_image", "")]
    [InlineData(127, "run", "--rm", "--device", "/dev/nosuch", "my_image", "true")]
    [InlineData(126, "exec", "-u", "nosuch", "box", "id")]
    [InlineData(126, "exec", "-w", "relative", "box", "pwd")]
    public void Exit_statuses_are_those_of_docker(int status, params string[] arguments)
    {
        daemon.Must("run", "-d", "--name", "box", "my_image");
        Assert.Equal(status, daemon.Docker(arguments).ExitCode);
    }

    [Theory]
    [InlineData("No such object: nosuch", "inspect", "nosuch")]
    [InlineData("plugin \"nosuch\" not found", "plugin", "inspect", "nosuch")]
    [InlineData("swarm mode is not part of this engine", "swarm", "init")]
    [InlineData("This node is not part of a swarm", "swarm", "leave")]
    [InlineData("error gathering device information while adding custom device \"/dev/nosuch\": no such file or directory", "run", "--rm", "--device", "/dev/nosuch", "my_image")]
    [InlineData("could not select device driver \"\" with capabilities: [[gpu]]", "run", "--rm", "--gpus", "all", "my_image")]
    [InlineData("invalid tmpfs option \"zz\"", "run", "--rm", "--tmpfs", "/t:zz", "my_image")]
    [InlineData("invalid propagation mode: zz", "run", "--rm", "--mount", "type=bind,src=/tmp,dst=/x,bind-propagation=zz", "my_image")]
    [InlineData("invalid mode: ro,rw", "run", "--rm", "-v", "/tmp:/x:ro,rw", "my_image")]
    [InlineData("invalid mode: zz", "run", "--rm", "--volumes-from", "stopped:zz", "my_image")]
    [InlineData("Unable to find group nosuch: no matching entries in group file", "run", "--rm", "--group-add", "nosuch", "my_image")]
    [InlineData("conflicting options: hostname and the UTS mode", "run", "--rm", "--uts", "host", "--hostname", "x", "my_image")]
    [InlineData("max-file cannot be less than 1", "run", "--rm", "--log-opt", "max-file=0", "my_image")]
    [InlineData("logging mode not supported: zz", "run", "--rm", "--log-opt", "mode=zz", "my_image")]
    [InlineData("{{.Zz}} is unknown", "run", "--rm", "--log-opt", "tag={{.Zz}}", "my_image")]
    [InlineData("env-regex=^( is no regular expression", "run", "--rm", "--log-opt", "env-regex=^(", "my_image")]
    [InlineData("CPU cfs period can not be less than 1ms", "run", "--rm", "--cpu-period", "1", "my_image")]
    [InlineData("CPU cfs quota can not be less than 1ms", "run", "--rm", "--cpu-quota", "1", "my_image")]
    [InlineData("Cannot link to a non running container: /stopped AS", "run", "--rm", "--link", "stopped", "my_image")]
    [InlineData("user specified IP address is supported on user defined networks only", "run", "--rm", "--network", "host", "--ip", "192.0.2.9", "my_image")]
    [InlineData("invalid link local IP address: 10.0.0.1", "run", "--rm", "--network", "n1", "--link-local-ip", "10.0.0.1", "my_image")]
    [InlineData("Bind for 0.0.0.0:18085 failed: port is already allocated", "run", "--rm", "-p", "18085:80", "-p", "18085:81", "my_image")]
    [InlineData("conflicting options: port publishing and the container type network mode", "run", "--rm", "--network", "container:stopped", "-p", "80:80", "my_image")]
    public void A_mistake_is_told_as_docker_tells_it(string telling, params string[] arguments)
    {
        daemon.Must("network", "create", "n1");
        daemon.Must("create", "--name", "stopped", "my_image");
        Assert.Contains(telling, daemon.Fails(arguments), StringComparison.Ordinal);
        Assert.Equal("stopped", daemon.Must("ps", "-a", "--format", "{{.Names}}"));
    }

    [Fact]
    public void A_volume_is_made_as_the_mount_describes_it()
    {
        Assert.Contains("2048", daemon.Must(
            "run", "--rm", "--mount", "type=volume,src=described,dst=/x,volume-label=team=red,volume-opt=type=tmpfs,volume-opt=device=tmpfs,volume-opt=o=size=2m", "my_image", "sh", "-c", "busybox df -k /x"));
        Assert.Equal("map[team:red] map[device:tmpfs o:size=2m type:tmpfs]", daemon.Must("volume", "inspect", "-f", "{{.Labels}} {{.Options}}", "described"));
        daemon.Must("volume", "rm", "described");
        Assert.Contains("plugin \"nosuch\" not found", daemon.Fails("run", "--rm", "--mount", "type=volume,src=described,dst=/x,volume-driver=nosuch", "my_image", "true"));
        Assert.Contains("plugin \"nosuch\" not found", daemon.Fails("run", "--rm", "--volume-driver", "nosuch", "-v", "described:/x", "my_image", "true"));
    }

    [Fact]
    public void Events_of_an_image_are_those_of_its_containers_too_and_another_daemon_has_none_here()
    {
        daemon.Must("run", "--rm", "--name", "made", "my_image", "true");
        string[] since = ["events", "--since", "1m", "--until", "-1s", "--format", "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}"];
        Assert.Contains("container start made", daemon.Must([.. since, "-f", "image=my_image"]));
        Assert.DoesNotContain("network", daemon.Must([.. since, "-f", "image=my_image"]));
        Assert.Equal("", daemon.Must([.. since, "-f", "daemon=another"]));
        Assert.Contains("container start made", daemon.Must([.. since, "-f", $"daemon={Environment.MachineName}"]));
    }

    /// <summary>The usual interval of the start period is 5 s, which must not put off a check every 200 ms behind a period of 100 ms.</summary>
    [Fact]
    public void A_short_start_period_does_not_put_off_the_checks()
    {
        daemon.Must("run", "-d", "--name", "checked", "--health-cmd", "true", "--health-interval", "200ms", "--health-start-period", "100ms", "my_image");
        ToolResult wait = Tool.Run(TimeSpan.FromSeconds(20), "env", $"DOCKER_HOST=unix://{daemon.Socket}", "timeout", "4", "sh", "-c", "until [ \"$(docker inspect -f '{{.State.Health.Status}}' checked)\" = healthy ]; do sleep 0.1; done");
        Assert.Equal(0, wait.ExitCode);
    }

    /// <summary>A start that fails takes a container of <c>--rm</c> with it, or its client would wait for ever.</summary>
    [Fact]
    public void A_bind_mount_is_refused_the_propagation_that_its_place_cannot_give()
    {
        string mounted = Directory.CreateDirectory(Path.Combine(_folder, "mounted")).FullName;
        Assert.Equal(0, Tool.Run("mount", "-t", "tmpfs", "tmpfs", mounted).ExitCode);
        try
        {
            Assert.Equal(0, Tool.Run("mount", "--make-private", mounted).ExitCode);
            Assert.Contains($"path {mounted} is mounted on {mounted} but it is not a shared or slave mount", daemon.Fails("run", "--rm", "-v", $"{mounted}:/x:rslave", "my_image", "true"));
            Assert.Contains("but it is not a shared mount", daemon.Fails("run", "--rm", "-v", $"{mounted}:/x:shared", "my_image", "true"));
            Assert.Equal(0, Tool.Run("mount", "--make-shared", mounted).ExitCode);
            daemon.Must("run", "--rm", "-v", $"{mounted}:/x:rslave", "-v", $"{mounted}:/y:shared", "my_image", "true");
        }
        finally
        {
            daemon.Clean();
            Tool.Run("umount", "-l", mounted);
        }
    }
}
