using System.Diagnostics;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>
/// Docker's own daemon in namespaces of its own (network, mounts, processes), on folders of its own: the machine's network, its
/// containerd and whatever Docker it runs are not touched, and when the first process dies all of it is gone.
/// </summary>
public sealed class Dockerd : IDisposable
{
    private const string Script = """
        ip link set lo up
        mount -t tmpfs tmpfs /run
        [ -d "$2" ] && PATH="$2/usr/sbin:$2/usr/bin:$PATH"
        exec dockerd --data-root "$1/data" --exec-root "$1/run" --pidfile "$1/pid" -H "unix://$1/docker.sock" --storage-driver vfs --cgroup-parent "/${1##*/}" >"$1/log" 2>&1 </dev/null
        """;

    private static readonly string Unpacked = Repository.Path("artifacts/peers");

    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-dockerd-").FullName;
    private readonly Process? _process;

    public Dockerd()
    {
        if (!Exists)
        {
            return;
        }

        _process = Process.Start(new ProcessStartInfo(
            "unshare", ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "--", "sh", "-c", Script, "sh", _folder, Unpacked]));
        var clock = Stopwatch.StartNew();
        while (Tool.Run("docker", "--host", Host, "version").ExitCode != 0)
        {
            Assert.False(_process!.HasExited, $"dockerd ended:\n{Log}");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"dockerd does not answer:\n{Log}");
            Thread.Sleep(50);
        }
    }

    /// <summary>False where neither the machine nor artifacts/peers has a dockerd.</summary>
    public static bool Exists => File.Exists(Path.Combine(Unpacked, "usr/sbin/dockerd")) || File.Exists("/usr/sbin/dockerd");

    /// <summary>Path of the API's socket.</summary>
    public string Socket => Path.Combine(_folder, "docker.sock");

    /// <summary>Address for the CLI.</summary>
    public string Host => $"unix://{Socket}";

    private string Log => File.Exists(Path.Combine(_folder, "log")) ? string.Join('\n', File.ReadLines(Path.Combine(_folder, "log")).TakeLast(20)) : "";

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
            Tool.Run("sh", "-c", $"find /sys/fs/cgroup -depth -type d -path '*/{Path.GetFileName(_folder)}*' -exec rmdir {{}} + 2>/dev/null");
        }

        Tool.Run("rm", "-rf", _folder);
    }
}
