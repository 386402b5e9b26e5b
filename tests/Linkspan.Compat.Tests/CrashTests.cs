using System.Globalization;

namespace Linkspan.Compat.Tests;

/// <summary>The daemon stops, crashes and comes back; what runs goes on and nothing is left over.</summary>
public sealed class CrashTests(DaemonFixture daemon) : IDisposable
{
    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("LINKSPAN_ROUNDS") ?? "20", CultureInfo.InvariantCulture);

    public void Dispose() => daemon.Clean();

    [Fact]
    public void Containers_names_ports_and_logs_survive_a_stop_and_a_crash_of_the_daemon()
    {
        daemon.Must("network", "create", "kept");
        daemon.Must("run", "-d", "--name", "web", "--network", "kept", "-p", "8090:80", "my_image", "sh", "-c", "mkdir /www; echo up >/www/index.html; (while sleep 0.2; do date; done) & exec httpd -f -h /www");
        daemon.Must("run", "-d", "--name", "peer", "--network", "kept", "my_image", "sh", "-c", "while sleep 0.1; do ping -c1 -W1 web >/dev/null && echo yes || echo no; done");
        string process = daemon.Must("inspect", "-f", "{{.State.Pid}}", "web");
        foreach (Action end in new Action[] { daemon.Kill, daemon.Stop })
        {
            int before = daemon.Must("logs", "web").Split('\n').Length;
            end();
            for (int probe = 0; probe < 10; probe++)
            {
                Assert.Equal("up\n", Tool.Run("curl", "-sS", "--max-time", "2", "http://127.0.0.1:8090/").Output);
                Thread.Sleep(100);
            }

            daemon.Start();
            Assert.Equal(process, daemon.Must("inspect", "-f", "{{.State.Pid}}", "web"));
            Assert.True(daemon.Must("logs", "web").Split('\n').Length > before + 2, "the log has a gap");
        }

        Assert.DoesNotContain("no", daemon.Must("logs", "peer").Split('\n'));
        daemon.Must("exec", "peer", "ping", "-c1", "web");
    }

    [Fact]
    public void A_network_stack_whose_pin_is_lost_without_a_daemon_is_found_at_its_container()
    {
        daemon.Must("network", "create", "kept");
        daemon.Must("run", "-d", "--name", "web", "--network", "kept", "-p", "8090:80", "my_image", "sh", "-c", "mkdir /www; echo up >/www/index.html; exec httpd -f -h /www");
        daemon.Must("run", "-d", "--name", "owner", "--network", "kept", "my_image");
        daemon.Must("run", "-d", "--name", "sharer", "--network", "container:owner", "my_image");
        daemon.Must("stop", "-t", "0", "owner");
        daemon.Must("run", "-d", "--name", "ends", "--network", "kept", "my_image");
        string process = daemon.Must("inspect", "-f", "{{.State.Pid}}", "web");
        string space = Tool.Run("readlink", $"/proc/{process}/ns/net").Output;
        string ends = daemon.Must("inspect", "-f", "{{.State.Pid}}", "ends");
        daemon.Stop();
        Tool.Run("kill", "-9", ends);
        foreach (string pin in Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")))
        {
            Assert.Equal(0, Tool.Run("umount", "-l", pin).ExitCode);
        }

        daemon.Start();
        Assert.Equal(process, daemon.Must("inspect", "-f", "{{.State.Pid}}", "web"));
        Assert.Equal("up\n", Tool.Run("curl", "-sS", "--max-time", "2", "http://127.0.0.1:8090/").Output);
        daemon.Must("exec", "sharer", "ping", "-c1", "-W2", "web");
        string pinned = Path.Combine(daemon.ExecRoot, "netns", daemon.Must("inspect", "-f", "{{.Id}}", "web")[..16]);
        Assert.Equal(space.Trim(), $"net:[{Tool.Run("stat", "-Lc", "%i", pinned).Output.Trim()}]");
        WaitUntil(() => daemon.Must("inspect", "-f", "{{.State.Status}}", "ends") == "exited", "a container that ended meanwhile is taken for one that runs");
        WaitUntil(() => Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")).Length == 2, "a stack is left over");
    }

    [Fact]
    public void A_link_of_others_by_the_name_of_a_bridge_costs_that_network_alone()
    {
        daemon.Must("network", "create", "lost");
        daemon.Must("network", "create", "steady");
        daemon.Must("run", "-d", "--name", "cut", "--network", "lost", "my_image");
        daemon.Must("run", "-d", "--name", "peer", "--network", "steady", "my_image");
        string bridge = "br-" + daemon.Must("network", "inspect", "-f", "{{.Id}}", "lost")[..12];
        string since = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        daemon.Stop();
        Assert.Equal(0, Tool.Run("sh", "-c", $"ip link del {bridge} && ip link add {bridge} type bridge").ExitCode);
        daemon.Start();
        string sentence = $"network lost needs link {bridge}, but a link of that name exists that Linkspan did not make";
        Assert.Contains(sentence, daemon.Fails("run", "--rm", "--network", "lost", "my_image", "true"), StringComparison.Ordinal);
        Assert.Contains(sentence, daemon.Fails("network", "connect", "lost", "peer"), StringComparison.Ordinal);
        string request = $"curl -sS --unix-socket {daemon.Socket} -o /dev/null -w '%{{http_code}}' -X POST -H 'Content-Type: application/json' -d '{{\"Container\":\"peer\"}}' http://d/networks/lost/connect";
        Assert.Equal("409", Tool.Run("sh", "-c", request).Output);
        Assert.Contains(sentence, Tool.Run(DaemonFixture.Program, "--host", $"unix://{daemon.Socket}", "doctor").Output, StringComparison.Ordinal);
        Assert.Contains(sentence, File.ReadAllText(daemon.Log), StringComparison.Ordinal);
        string until = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal("link-taken lost", daemon.Must("events", "--since", since, "--until", until, "--filter", "event=link-taken", "--format", "{{.Action}} {{.Actor.Attributes.name}}"));
        daemon.Must("run", "--rm", "--network", "steady", "my_image", "ping", "-c1", "-W2", "peer");

        Assert.Equal(0, Tool.Run("ip", "link", "del", bridge).ExitCode);
        WaitUntil(() => daemon.Docker("run", "--rm", "--network", "lost", "my_image", "ping", "-c1", "-W1", "cut").ExitCode == 0, "the network does not come back");
    }

    [Fact]
    public void After_kill_9_at_random_moments_kernel_store_and_API_agree()
    {
        var random = new Random(20261123);
        daemon.Must("network", "create", "steady");
        for (int round = 0; round < Rounds; round++)
        {
            string name = $"c{round}";
            using var killer = new Timer(_ => daemon.Kill(), state: null, TimeSpan.FromMilliseconds(random.Next(5, 600)), Timeout.InfiniteTimeSpan);
            daemon.Docker("network", "create", $"n{round}");
            daemon.Docker("run", "-d", "--name", name, "--network", "steady", "-p", "80", "my_image");
            daemon.Docker("network", "connect", $"n{round}", name);
            daemon.Docker("network", "disconnect", "steady", name);
            daemon.Docker("rm", "-f", name);
            daemon.Docker("network", "rm", $"n{round}");
            WaitForEnd(daemon);
            daemon.Start();
            AssertAgreement();
        }

        daemon.Clean();
        AssertAgreement();
        Assert.Empty(Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")));
        WaitUntil(static () => Tool.Run("sh", "-c", "ip -o link show type veth | grep -vc 'made ahead'").Output.Trim() == "0", "links are left over");
        WaitUntil(static () => Tool.Run("sh", "-c", "ip -o link show type bridge | wc -l").Output.Trim() == "1", "bridges are left over");
    }

    private static void WaitForEnd(DaemonFixture daemon) => WaitUntil(() => !daemon.IsRunning, "the daemon was not killed");

    private static void WaitUntil(Func<bool> condition, string otherwise)
    {
        for (int attempt = 0; attempt < 200 && !condition(); attempt++)
        {
            Thread.Sleep(20);
        }

        Assert.True(condition(), otherwise);
    }

    /// <summary>What the API says is what the kernel has: a bridge a network, a host link an endpoint, a pin a running container.</summary>
    private void AssertAgreement()
    {
        string[] networks = daemon.Must("network", "ls", "--no-trunc", "-q", "--filter", "driver=bridge").Split('\n');
        int bridges = int.Parse(Tool.Run("sh", "-c", "ip -o link show type bridge | grep -vc gone").Output, CultureInfo.InvariantCulture);
        Assert.Equal(networks.Length, bridges);
        int endpoints = daemon.Must(["network", "inspect", "-f", "{{len .Containers}}", .. networks]).Split('\n').Sum(static count => int.Parse(count, CultureInfo.InvariantCulture));
        WaitUntil(() => Links() == endpoints, "links are left over, or lacking"); // one that is made ahead says so a moment after it is there
        string running = daemon.Must("ps", "-q");
        Assert.Equal(running.Length == 0 ? 0 : running.Split('\n').Length, Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")).Length);
    }

    private static int Links() =>
        int.Parse(Tool.Run("sh", "-c", "ip -o link show type veth | grep -vc -e gone -e 'made ahead'").Output, CultureInfo.InvariantCulture);
}
