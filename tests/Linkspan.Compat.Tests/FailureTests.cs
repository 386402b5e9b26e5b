using System.Diagnostics;
using System.Formats.Tar;

namespace Linkspan.Compat.Tests;

/// <summary>What fails beneath a daemon of its own, a full disk and a containerd that dies, is told and got over.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-failure-").FullName;
    private readonly string _imageArchive;
    private Process? _daemon;

    public FailureTests(DaemonFixture daemon) => _imageArchive = daemon.ImageArchive;

    private string Socket => Path.Combine(_folder, "run", "docker.sock");

    public void Dispose()
    {
        if (_daemon is { } daemon)
        {
            Docker("ps", "-aq").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList().ForEach(id => Docker("rm", "-f", id));
            Tool.Run("kill", "-TERM", $"{daemon.Id}");
            Assert.True(daemon.WaitForExit(TimeSpan.FromSeconds(90)), "the daemon does not stop");
            daemon.Dispose();
        }

        Tool.Run("pkill", "-f", "--", _folder + "/");
        Tool.RemoveFolder(_folder);
    }

    [Fact]
    public void A_full_disk_is_told_and_the_daemon_goes_on_when_there_is_room_again()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        Assert.Equal(0, Tool.Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", data).ExitCode);
        Start();
        Must("import", _imageArchive, "my_image");
        Must("network", "create", "before");
        string noise = Path.Combine(_folder, "noise.tar");
        WriteNoise(noise, 30 << 20);
        ToolResult tooLarge = Docker("import", noise, "noise");
        Assert.NotEqual(0, tooLarge.ExitCode);
        Assert.Contains("no space left on device", tooLarge.Error, StringComparison.Ordinal);

        string filler = Path.Combine(data, "filler");
        Tool.Run("sh", "-c", $"cat /dev/zero >'{filler}' 2>/dev/null");
        ToolResult network = Docker("network", "create", "during");
        Assert.NotEqual(0, network.ExitCode);
        Assert.Contains("full", network.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, Docker("create", "--name", "during", "my_image", "sleep", "1").ExitCode);
        Assert.Equal("before", Must("network", "ls", "--filter", "name=before", "--format", "{{.Name}}"));

        File.Delete(filler);
        Must("network", "create", "during");
        Must("run", "--rm", "--network", "during", "my_image", "/bin/true");
        Assert.Empty(Must("ps", "-aq"));
    }

    [Fact]
    public void A_containerd_that_dies_is_started_again_and_its_containers_go_on()
    {
        Start();
        Must("import", _imageArchive, "my_image");
        Must("run", "-d", "--name", "steady", "my_image", "sleep", "100000");
        string process = Must("inspect", "-f", "{{.State.Pid}}", "steady");
        Assert.Equal(0, Tool.Run("sh", "-c", $"kill -9 $(cat '{_folder}/run/containerd/containerd.pid')").ExitCode);

        // What comes while it is away is answered, one way or the other; then all is as it was.
        var clock = Stopwatch.StartNew();
        while (Docker("run", "--rm", "my_image", "/bin/true").ExitCode != 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "containers cannot be run again");
            Thread.Sleep(200);
        }

        Assert.Equal("alive", Must("exec", "steady", "echo", "alive"));
        Assert.Equal(process, Must("inspect", "-f", "{{.State.Pid}}", "steady"));
        Must("kill", "steady");
        Assert.Equal("137", Must("wait", "steady"));
        Must("rm", "steady");
    }

    private static void WriteNoise(string path, int bytes)
    {
        byte[] noise = new byte[bytes];
        new Random(7).NextBytes(noise);
        using var writer = new TarWriter(File.Create(path));
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "noise") { DataStream = new MemoryStream(noise) });
    }

    private void Start()
    {
        _daemon = Process.Start(new ProcessStartInfo(
            "unshare", ["--net", "sh", "-c", "ip link set lo up; exec \"$0\" daemon --data-root \"$1/data\" --exec-root \"$1/run\" >>\"$1/log\" 2>&1 </dev/null", DaemonFixture.Program, _folder]))!;
        var clock = Stopwatch.StartNew();
        while (Tool.Run("curl", "-sS", "--max-time", "5", "--unix-socket", Socket, "http://d/_ping").Output != "OK")
        {
            Assert.False(_daemon.HasExited, $"the daemon ended:\n{Log()}");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "the daemon does not answer");
            Thread.Sleep(50);
        }
    }

    private string Log() => File.Exists(Path.Combine(_folder, "log")) ? string.Join('\n', File.ReadLines(Path.Combine(_folder, "log")).TakeLast(15)) : "";

    private ToolResult Docker(params string[] arguments) => Tool.Run("docker", ["--host", $"unix://{Socket}", .. arguments]);

    private string Must(params string[] arguments)
    {
        ToolResult result = Docker(arguments);
        Assert.True(
            result.ExitCode == 0,
            $"docker {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}{result.Error}\n{Log()}");
        return result.Output.Trim();
    }
}
