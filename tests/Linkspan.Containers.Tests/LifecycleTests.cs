using System.Text;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Tests;

/// <summary>Containers on a real containerd and runc.</summary>
public sealed class LifecycleTests(PlatformFixture host)
{
    private static CancellationToken Limit => PlatformFixture.Limit();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", 137)] // process 1 cannot kill itself
    public async Task A_container_ends_with_the_status_of_its_process(string script, int status) =>
        Assert.Equal(status, (await host.RunAsync(script)).ExitCode);

    [Fact]
    public async Task Both_streams_are_logged_apart_with_times()
    {
        string id = await host.StartAsync("echo one; echo two >&2; echo three");
        await host.Containers.WaitAsync(id, WaitCondition.NotRunning, Limit);
        (string output, string error) = await host.LogsAsync(id);
        Assert.Equal("one\nthree\n", output);
        Assert.Equal("two\n", error);
        (string last, string none) = await host.LogsAsync(id, new LogQuery { Tail = 1, Stderr = false, Timestamps = true });
        Assert.Matches(@"^\d{4}-\d\d-\d\dT[0-9:.]+Z three\n$", last);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Following_a_log_ends_with_the_container()
    {
        string id = await host.StartAsync("for i in $(seq 5); do echo $i; sleep 0.05; done");
        (string output, string _) = await host.LogsAsync(id, new LogQuery { Follow = true });
        Assert.Equal("1\n2\n3\n4\n5\n", output);
    }

    [Theory]
    [InlineData("no-such-program", 127, "executable file not found")]
    [InlineData("/bin/not-executable", 126, "permission denied")]
    public async Task A_program_that_cannot_run_fails_the_start_and_leaves_nothing(string program, int status, string text)
    {
        string id = await host.CreateAsync(new ContainerConfig { Image = PlatformFixture.Image, Cmd = [program] });
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.StartAsync(id, Limit));
        Assert.Equal(ErrorKind.Invalid, e.Kind);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Container container = host.Containers.Find(id);
        Assert.Equal(ContainerStatus.Created, container.State.Status);
        Assert.Equal(status, container.State.ExitCode);
        Assert.Null(host.Sandboxes.Find(id));
        await host.Containers.RemoveAsync(id, force: false, volumes: false, Limit);
    }

    [Theory]
    [InlineData("", "uid=0(root) gid=0(root) groups=0(root)")]
    [InlineData("ana", "uid=1001(ana) gid=1002(ana) groups=1002(ana),1003(extra)")]
    [InlineData("1001", "uid=1001(ana) gid=1002(ana) groups=1002(ana),1003(extra)")]
    [InlineData("ana:extra", "uid=1001(ana) gid=1003(extra) groups=1003(extra)")]
    [InlineData("77:88", "uid=77 gid=88 groups=88")]
    public async Task The_user_is_looked_up_in_the_image(string user, string expected)
    {
        (int _, string output, string _) = await host.RunAsync(PlatformFixture.Shell("id") with { User = user });
        Assert.Equal(expected, output.Trim());
    }

    [Fact]
    public async Task Environment_folder_hostname_and_files_are_as_asked()
    {
        (int _, string output, string error) = await host.RunAsync(PlatformFixture.Shell("echo $FROM_IMAGE $MINE; pwd; hostname; cat /etc/resolv.conf /etc/hostname") with
        {
            Env = ["MINE=2"],
            WorkingDir = "/data",
            Hostname = "box",
        });
        Assert.Equal("1 2\n/data\nbox\nnameserver 127.0.0.11\nbox\n", output + error);
    }

    [Fact]
    public async Task Limits_stand_in_the_cgroup()
    {
        var limits = new HostConfig { Memory = 64 << 20, PidsLimit = 50, NanoCpus = 500_000_000 };
        string id = await host.StartAsync("sleep 60", limits);
        string group = File.ReadLines($"/proc/{host.Containers.Find(id).State.Pid}/cgroup").First(static l => l.Contains("memory", StringComparison.Ordinal) || l.StartsWith("0::/l", StringComparison.Ordinal));
        string path = group.Split(':')[2];
        string file = File.Exists("/sys/fs/cgroup/cgroup.controllers")
            ? $"/sys/fs/cgroup{path}/memory.max" : $"/sys/fs/cgroup/memory{path}/memory.limit_in_bytes";
        Assert.Equal("67108864", File.ReadAllText(file).Trim());
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Fact]
    public async Task A_memory_hog_is_killed_and_marked()
    {
        string id = await host.StartAsync("dd if=/dev/zero of=/dev/null bs=200M count=1", new HostConfig { Memory = 16 << 20, MemorySwap = 16 << 20 });
        ContainerExit exit = await host.Containers.WaitAsync(id, WaitCondition.NotRunning, Limit);
        Assert.Equal(137, exit.ExitCode);
        for (int attempt = 0; attempt < 200 && !host.Containers.Find(id).State.OomKilled; attempt++)
        {
            await Task.Delay(50, Limit); // the end may be told before its reason
        }

        Assert.True(host.Containers.Find(id).State.OomKilled);
    }

    [Fact]
    public async Task Stop_asks_first_and_kills_after_the_timeout()
    {
        string polite = await host.StartAsync("trap 'echo bye; exit 3' TERM; echo up; while true; do sleep 0.02; done");
        await WaitForLogAsync(polite, "up\n");
        Assert.True(await host.Containers.StopAsync(polite, null, 10, Limit));
        Assert.Equal(3, host.Containers.Find(polite).State.ExitCode);
        Assert.False(await host.Containers.StopAsync(polite, null, 10, Limit));
        string deaf = await host.StartAsync("trap '' TERM; while true; do sleep 1; done");
        Assert.True(await host.Containers.StopAsync(deaf, null, 0, Limit));
        Assert.Equal(137, host.Containers.Find(deaf).State.ExitCode);
    }

    [Fact]
    public async Task Pause_freezes_and_a_running_container_is_not_removed_without_force()
    {
        string id = await host.StartAsync("sleep 60");
        await host.Containers.PauseAsync(id, Limit);
        Assert.Equal(ContainerStatus.Paused, host.Containers.Find(id).State.Status);
        await host.Containers.UnpauseAsync(id, Limit);
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.RemoveAsync(id, force: false, volumes: false, Limit));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Contains("stop the container before removing or force remove", e.Message, StringComparison.Ordinal);
        await host.Containers.RemoveAsync(id, force: true, volumes: false, Limit);
        Assert.Equal("No such container: " + id, Assert.Throws<LinkspanException>(() => host.Containers.Find(id)).Message);
    }

    [Fact]
    public async Task A_name_in_use_is_a_conflict_in_Dockers_words_and_rename_frees_it()
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("true"), null, "twice");
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.CreateAsync(PlatformFixture.Shell("true"), null, "/twice"));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Equal(
            $"Conflict. The container name \"/twice\" is already in use by container \"{id}\". You have to remove (or rename) that container to be able to reuse that name.",
            e.Message);
        await host.Containers.RenameAsync("twice", "once", Limit);
        Assert.Equal(id, host.Containers.Find("once").Id);
        await host.CreateAsync(PlatformFixture.Shell("true"), null, "twice");
    }

    [Fact]
    public async Task An_exec_has_its_own_streams_user_and_status()
    {
        string id = await host.StartAsync("sleep 60");
        string exec = await host.Containers.CreateExecAsync(
            id, new ExecConfig { Cmd = ["sh", "-c", "id -u; echo $X; cat; echo bad >&2; exit 7"], AttachStdin = true, AttachStdout = true, AttachStderr = true, User = "ana", Env = ["X=y"] }, Limit);
        await using AttachSession session = (await host.Containers.StartExecAsync(exec, new ExecStart(false, []), Limit))!;
        await session.Input!.WriteAsync("typed\n"u8.ToArray(), Limit);
        await session.CloseInputAsync(Limit);
        using var buffer = new MemoryStream();
        await session.Output.CopyToAsync(buffer, Limit);
        (string output, string error) = PlatformFixture.Split(buffer.ToArray());
        Assert.Equal("1001\ny\ntyped\n", output);
        Assert.Equal("bad\n", error);
        Assert.Equal(7, host.Containers.FindExec(exec).ExitCode);
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Fact]
    public async Task A_terminal_is_one_raw_stream_and_takes_a_size()
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("read x; stty size; echo got $x") with { Tty = true, OpenStdin = true, StdinOnce = true });
        await using AttachSession session = await host.Containers.AttachAsync(id, new AttachRequest { Stdin = true }, Limit);
        await host.Containers.StartAsync(id, Limit);
        await host.Containers.ResizeAsync(id, 40, 123, Limit);
        await session.Input!.WriteAsync("hello\n"u8.ToArray(), Limit);
        using var buffer = new MemoryStream();
        await session.Output.CopyToAsync(buffer, Limit);
        string text = Encoding.UTF8.GetString(buffer.ToArray());
        Assert.True(session.Tty);
        Assert.Contains("40 123\r\ngot hello\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_of_an_attached_client_ends_with_the_client()
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("cat") with { OpenStdin = true, StdinOnce = true });
        await using AttachSession session = await host.Containers.AttachAsync(id, new AttachRequest { Stdin = true }, Limit);
        await host.Containers.StartAsync(id, Limit);
        await session.Input!.WriteAsync("abc\n"u8.ToArray(), Limit);
        await session.CloseInputAsync(Limit);
        using var buffer = new MemoryStream();
        await session.Output.CopyToAsync(buffer, Limit);
        Assert.Equal("abc\n", PlatformFixture.Split(buffer.ToArray()).Output);
    }

    [Fact]
    public async Task A_volume_starts_with_the_images_content_and_outlives_the_container()
    {
        var keep = new HostConfig { Binds = ["kept:/data"] };
        Assert.Equal("seed\n", (await host.RunAsync("cat /data/from-image; echo new > /data/mine", keep)).Output);
        Assert.Equal("new\n", (await host.RunAsync("cat /data/mine", keep)).Output);
        string user = await host.CreateAsync(PlatformFixture.Shell("true"), keep);
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.Platform.Volumes.RemoveAsync("kept", force: false, Limit));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        await host.Containers.RemoveAsync(user, force: false, volumes: true, Limit);
        await host.Platform.Volumes.RemoveAsync("kept", force: false, Limit);
    }

    [Fact]
    public async Task Binds_tmpfs_and_a_read_only_root_are_mounted()
    {
        string folder = Path.Combine(host.Folder, "made", "here");
        var mounts = new HostConfig { Binds = [folder + ":/out", "/etc:/host-etc:ro"], Tmpfs = new Dictionary<string, string> { ["/scratch"] = "size=1m" }, ReadonlyRootfs = true };
        (int code, string output, string error) = await host.RunAsync(
            "echo x > /out/file && echo y > /scratch/file && ! touch /denied 2>/dev/null && ! touch /host-etc/denied 2>/dev/null && echo fine", mounts);
        Assert.Equal((0, "fine\n"), (code, output));
        Assert.Empty(error);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(folder, "file"), Limit));
    }

    [Fact]
    public async Task Rm_removes_the_container_and_its_anonymous_volumes()
    {
        int before = host.Platform.Volumes.List().Count;
        string id = await host.CreateAsync(PlatformFixture.Shell("exit 5") with { Volumes = ["/v"] }, new HostConfig { AutoRemove = true });
        Assert.Equal(before + 1, host.Platform.Volumes.List().Count);
        Task<ContainerExit> removed = host.Containers.WaitAsync(id, WaitCondition.Removed, Limit);
        await host.Containers.StartAsync(id, Limit);
        Assert.Equal(5, (await removed).ExitCode);
        Assert.Equal(before, host.Platform.Volumes.List().Count);
    }

    [Fact]
    public async Task On_failure_restarts_so_often_and_no_more()
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("exit 9"), new HostConfig { RestartPolicy = new RestartPolicy("on-failure", 2) });
        IAsyncEnumerator<ContainerEvent> events = host.Platform.Events.Subscribe(null, null, Limit).GetAsyncEnumerator(Limit);
        await host.Containers.StartAsync(id, Limit);
        int deaths = 0;
        while (deaths < 3 && await events.MoveNextAsync())
        {
            deaths += events.Current.ActorId == id && events.Current.Action == "die" ? 1 : 0;
        }

        await events.DisposeAsync();
        Assert.Equal(2, host.Containers.Find(id).RestartCount);
        Assert.Equal(ContainerStatus.Exited, host.Containers.Find(id).State.Status);
    }

    [Fact]
    public async Task A_failed_sandbox_leaves_a_created_container()
    {
        string id = await host.CreateAsync(PlatformFixture.Shell("true") with { Hostname = "fails" });
        host.Sandboxes.FailOpen = new LinkspanException(ErrorKind.NotFound, "failed to set up container networking: network n not found");
        try
        {
            LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => host.Containers.StartAsync(id, Limit));
            Assert.Equal(ErrorKind.NotFound, e.Kind);
        }
        finally
        {
            host.Sandboxes.FailOpen = null;
        }

        Assert.Equal(ContainerStatus.Created, host.Containers.Find(id).State.Status);
        Assert.True(await host.Containers.StartAsync(id, Limit));
    }

    [Fact]
    public async Task Seccomp_and_capabilities_keep_a_container_from_mounting()
    {
        (int code, string _, string _) = await host.RunAsync("busybox mount -t tmpfs x /tmp");
        Assert.NotEqual(0, code);
        (int privileged, string _, string error) = await host.RunAsync("busybox mount -t tmpfs x /tmp", new HostConfig { Privileged = true });
        Assert.Equal((0, ""), (privileged, error));
    }

    [Fact]
    public async Task Top_lists_the_containers_processes_only()
    {
        string id = await host.StartAsync("sleep 61 & sleep 62 & wait");
        ContainerProcesses processes = await host.Containers.TopAsync(id, "", Limit);
        Assert.Equal("UID", processes.Titles[0]);
        Assert.All(processes.Processes, row => Assert.Contains(row[^1], new[] { "sh -c sleep 61 & sleep 62 & wait", "sleep 61", "sleep 62" }));
        await host.Containers.RemoveAsync(id, force: true, volumes: true, Limit);
    }

    [Fact]
    public async Task A_new_daemon_adopts_what_runs_and_learns_what_ended()
    {
        string lives = await host.StartAsync("echo before; sleep 0.5; echo after; sleep 60");
        string ends = await host.StartAsync("sleep 0.3; exit 6");
        string half = await host.CreateAsync(PlatformFixture.Shell("true"), null, "stays-created");
        int pid = host.Containers.Find(lives).State.Pid;
        int ending = host.Containers.Find(ends).State.Pid;
        await host.DropAsync();
        while (File.Exists($"/proc/{ending}/stat") && !File.ReadAllText($"/proc/{ending}/stat").Contains(" Z ", StringComparison.Ordinal))
        {
            await Task.Delay(20, Limit);
        }

        await host.OpenAsync();
        Container adopted = host.Containers.Find(lives);
        Assert.Equal((ContainerStatus.Running, pid), (adopted.State.Status, adopted.State.Pid));
        Assert.Equal((ContainerStatus.Exited, 6), (host.Containers.Find(ends).State.Status, host.Containers.Find(ends).State.ExitCode));
        Assert.Equal(ContainerStatus.Created, host.Containers.Find(half).State.Status);
        await WaitForLogAsync(lives, "before\nafter\n");
        Assert.True(await host.Containers.StopAsync(lives, "KILL", 5, Limit));
    }

    private async Task WaitForLogAsync(string id, string expected)
    {
        CancellationToken limit = Limit;
        while ((await host.LogsAsync(id)).Output != expected)
        {
            await Task.Delay(20, limit);
        }
    }
}
