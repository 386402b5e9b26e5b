namespace Linkspan.Compat.Tests;

/// <summary>The daemon in a PID namespace of its own, as in a container: notifications of nf_tables name threads by numbers that it does not know.</summary>
public sealed class PidNamespaceTests
{
    private const string Script = """
        ip link set lo up
        "$0" daemon --data-root "$1/data" --exec-root "$1/run" >"$1/log" 2>&1 </dev/null &
        ours() { "$0" --host "unix://$1/run/docker.sock" network "$2" "$3" >"$1/answer" 2>&1; }
        for try in $(seq 600); do ours "$1" ls -q && break; sleep 0.1; done
        for network in n1 n2 n3; do ours "$1" create $network && ours "$1" rm $network || exit 1; done
        kill $!
        wait $!
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void The_daemon_does_not_take_its_own_changes_for_somebodys()
    {
        string folder = Directory.CreateTempSubdirectory("linkspan-pids-").FullName;
        ToolResult run = Tool.Run(
            Patience, "unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", Script, DaemonFixture.Program, folder);
        string log = File.ReadAllText(Path.Combine(folder, "log"));
        Assert.True(run.ExitCode == 0, $"exit {run.ExitCode}: {run.Error}\n{log}");
        Assert.DoesNotContain("Put right", log, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
