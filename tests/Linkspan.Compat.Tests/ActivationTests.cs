using System.Diagnostics;

namespace Linkspan.Compat.Tests;

/// <summary>The daemon on a socket that another program opened, as systemd hands it over.</summary>
public sealed class ActivationTests
{
    // What a socket unit does: opens the socket, puts it at descriptor 3, says so in the environment, becomes the daemon.
    private const string Activate = """
        import os, socket, sys
        opened = socket.socket(socket.AF_UNIX)
        opened.bind(sys.argv[2] + "/api.sock")
        opened.listen()
        os.dup2(opened.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
        os.execv(sys.argv[1], [sys.argv[1], "daemon", "-H", "fd://", "--data-root", sys.argv[2] + "/data", "--exec-root", sys.argv[2] + "/run"])
        """;

    [Fact]
    public void A_socket_handed_over_is_served_and_requests_that_waited_are_answered()
    {
        string folder = Directory.CreateTempSubdirectory("linkspan-activation-").FullName;
        using Process daemon = Process.Start(new ProcessStartInfo(
            "unshare", ["--net", "sh", "-c", "ip link set lo up; exec python3 -c \"$0\" \"$1\" \"$2\" >\"$2/log\" 2>&1 </dev/null", Activate, DaemonFixture.Program, folder]))!;
        try
        {
            var clock = Stopwatch.StartNew();
            while (!File.Exists(Path.Combine(folder, "api.sock")))
            {
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(90), "the socket was not opened");
                Thread.Sleep(10);
            }

            ToolResult answer = Tool.Run("curl", "-sS", "--max-time", "90", "--retry", "5", "--retry-connrefused", "--unix-socket", Path.Combine(folder, "api.sock"), "http://localhost/_ping");
            Assert.True(answer.Output == "OK", $"{answer.Output}{answer.Error}{File.ReadAllText(Path.Combine(folder, "log"))}");
            Assert.Equal(0, Tool.Run("kill", "-TERM", $"{daemon.Id}").ExitCode);
            Assert.True(daemon.WaitForExit(TimeSpan.FromSeconds(90)), "the daemon does not stop");
        }
        finally
        {
            Tool.Run("pkill", "-f", "--", folder + "/");
            Tool.RemoveFolder(folder);
        }
    }

    [Fact]
    public void Without_a_socket_the_daemon_says_what_to_do()
    {
        ToolResult result = Tool.Run(DaemonFixture.Program, "daemon", "-H", "fd://");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no socket was handed over", result.Error, StringComparison.Ordinal);
    }
}
