using System.Diagnostics;

namespace Linkspan.Compat.Tests;

/// <summary>The unit files under a real systemd: process 1 of namespaces of its own, which knows no other service.</summary>
public sealed class SystemdTests : IDisposable
{
    private const string Api = "/run/linkspan/docker.sock";

    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-systemd-").FullName;
    private readonly Process _machine;
    private readonly string _systemd;

    public SystemdTests()
    {
        _machine = Process.Start(new ProcessStartInfo(
            "unshare",
            [
                "--pid", "--fork", "--kill-child", "--mount", "--cgroup", "--uts", "--ipc", "--net",
                "sh", "-c", "exec \"$0\" \"$1\" \"$2\" >\"$3/log\" 2>&1 </dev/null",
                Repository.Path("tests/Linkspan.Compat.Tests/systemd"), Path.GetDirectoryName(DaemonFixture.Program)!, Repository.Path("packaging"), _folder,
            ]))!;
        _systemd = Wait("no process 1", () => File.ReadAllText($"/proc/{_machine.Id}/task/{_machine.Id}/children").Trim() is { Length: > 0 } child ? child : null);
        Wait("systemd does not start", () => In("systemctl", "is-active", "basic.target").Output.Trim() == "active" ? "" : null);
        Must("ip", "link", "set", "lo", "up");
    }

    [Fact]
    public void The_socket_unit_starts_the_daemon_and_a_restart_or_stop_of_the_service_leaves_containers_alone()
    {
        Must("systemctl", "start", "linkspan.socket");
        Assert.Equal("inactive", In("systemctl", "is-active", "linkspan.service").Output.Trim());
        Assert.Equal("660 root", Must("stat", "-c", "%a %U", Api));

        Assert.Contains("Linkspan", Docker("version"), StringComparison.Ordinal); // the first to connect
        Assert.Equal("active", In("systemctl", "is-active", "linkspan.service").Output.Trim());
        Docker("import", "--change", "CMD [\"sleep\",\"1000000\"]", DaemonFixture.MakeImage(_folder), "my_image");
        Docker("run", "-d", "--name", "c1", "my_image");
        string daemon = Must("systemctl", "show", "--property=MainPID", "linkspan.service");
        string keeper = Must("pgrep", "-f", "linkspan-net keep");
        string container = Docker("inspect", "--format", "{{.State.Pid}}", "c1");

        Must("systemctl", "restart", "linkspan.service");
        Assert.Equal("alive", Docker("exec", "c1", "echo", "alive"));
        Assert.NotEqual(daemon, Must("systemctl", "show", "--property=MainPID", "linkspan.service"));
        Assert.Equal(keeper, Must("pgrep", "-f", "linkspan-net keep"));
        Assert.Equal(container, Docker("inspect", "--format", "{{.State.Pid}}", "c1"));

        Must("systemctl", "stop", "linkspan.service", "linkspan.socket");
        Assert.Equal("Result=success", Must("systemctl", "show", "--property=Result", "linkspan.service"));
        Must("kill", "-0", container);
        Must("kill", "-0", keeper);
    }

    public void Dispose()
    {
        _machine.Kill(); // takes process 1 along, and with it all that lives and is mounted there
        _machine.WaitForExit();
        _machine.Dispose();
        Tool.RemoveFolder(_folder);
    }

    private ToolResult In(params string[] command) => Tool.Run("nsenter", ["--target", _systemd, "--all", .. command]);

    private string Must(params string[] command)
    {
        ToolResult result = In(command);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}: exit {result.ExitCode}\n{result.Output}{result.Error}\n{File.ReadAllText(Path.Combine(_folder, "log"))}");
        return result.Output.Trim();
    }

    private string Docker(params string[] arguments) => Must(["docker", "--host", $"unix://{Api}", .. arguments]);

    private static string Wait(string what, Func<string?> look)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (look() is { } seen)
            {
                return seen;
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), what);
            Thread.Sleep(50);
        }
    }
}
