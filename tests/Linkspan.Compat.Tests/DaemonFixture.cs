using System.Diagnostics;
using System.Formats.Tar;
using System.Net.Sockets;
using System.Text;

namespace Linkspan.Compat.Tests;

/// <summary>
/// The published daemon on folders of its own, in the network namespace that the test run was given, with an image made of busybox;
/// it is spoken to by the stock docker CLI alone.
/// </summary>
public sealed class DaemonFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan-compat-").FullName;
    private Process? _daemon;

    public DaemonFixture()
    {
        Start();
        ImageArchive = MakeImage(_folder);
        Must("import", "--change", "CMD [\"sleep\",\"1000000\"]", ImageArchive, "my_image");
    }

    /// <summary>Archive of the root file system of <c>my_image</c>.</summary>
    public string ImageArchive { get; }

    /// <summary>Path of the API's socket.</summary>
    public string Socket => Path.Combine(_folder, "run", "docker.sock");

    /// <summary>Folder of sockets and pins.</summary>
    public string ExecRoot => Path.Combine(_folder, "run");

    /// <summary>False once the process is gone.</summary>
    public bool IsRunning => !_daemon!.HasExited;

    /// <summary>The daemon's process.</summary>
    public int ProcessId => _daemon!.Id;

    /// <summary>What the daemon logged.</summary>
    public string Log => Path.Combine(_folder, "daemon.log");

    /// <summary>Starts the daemon and waits until it answers.</summary>
    /// <param name="folder">Folder of the programs; null for those under test.</param>
    public void Start(string? folder = null)
    {
        string program = folder is null ? Program : Path.Combine(folder, "linkspan");
        _daemon = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" daemon --data-root \"$1/data\" --exec-root \"$1/run\" >>\"$1/daemon.log\" 2>&1 </dev/null", program, _folder]))!;
        var clock = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.False(_daemon.HasExited, $"the daemon ended:\n{Tail()}");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(90), $"the daemon does not answer:\n{Tail()}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Kills the daemon as the kernel's out-of-memory killer would.</summary>
    public void Kill()
    {
        _daemon!.Kill(entireProcessTree: false);
        _daemon.WaitForExit();
    }

    /// <summary>Asks the daemon to stop, as an upgrade does.</summary>
    public void Stop()
    {
        Assert.Equal(0, Tool.Run("kill", "-TERM", $"{_daemon!.Id}").ExitCode);
        Assert.True(_daemon.WaitForExit(TimeSpan.FromSeconds(90)), "the daemon does not stop");
    }

    /// <summary>Copies the programs, as an upgrade would install others.</summary>
    /// <returns>Their folder.</returns>
    public string CopyPrograms()
    {
        string folder = Path.Combine(_folder, "upgraded");
        Assert.Equal(0, Tool.Run("cp", "-a", Path.GetDirectoryName(Program)!, folder).ExitCode);
        return folder;
    }

    /// <summary>Folder of the program of the keeper that answers now.</summary>
    public string KeeperFolder() => Path.GetDirectoryName(new FileInfo($"/proc/{KeeperProcess()}/exe").LinkTarget!)!;

    /// <summary>Process of the keeper that answers now.</summary>
    public int KeeperProcess()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(ExecRoot, "keeper.sock")));
        socket.Send("{\"id\":1,\"hello\":{\"version\":1,\"instance\":\"\",\"processId\":0}}\n"u8);
        byte[] answer = new byte[4096];
        string text = Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("hello").GetProperty("processId").GetInt32();
    }

    /// <summary>Runs the stock docker CLI.</summary>
    public ToolResult Docker(params string[] arguments) => Tool.Run("docker", ["--host", $"unix://{Socket}", .. arguments]);

    /// <summary>Runs the stock docker CLI, which must succeed, and returns its output.</summary>
    public string Must(params string[] arguments)
    {
        ToolResult result = Docker(arguments);
        Assert.True(result.ExitCode == 0, $"docker {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}{result.Error}\n{Tail()}");
        return result.Output.Trim();
    }

    /// <summary>Runs our own command line, which must succeed, and returns its output.</summary>
    public string MustOurs(params string[] arguments)
    {
        ToolResult result = Tool.Run(Program, ["--host", $"unix://{Socket}", .. arguments]);
        Assert.True(result.ExitCode == 0, $"linkspan {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Output}{result.Error}\n{Tail()}");
        return result.Output.Trim();
    }

    /// <summary>Runs the stock docker CLI, which must fail, and returns what it said.</summary>
    public string Fails(params string[] arguments)
    {
        ToolResult result = Docker(arguments);
        Assert.True(result.ExitCode != 0, $"docker {string.Join(' ', arguments)} should have failed, it said {result.Output}");
        return result.Error.Trim();
    }

    /// <summary>Removes all containers and networks of a test.</summary>
    public void Clean()
    {
        if (Must("ps", "-aq") is { Length: > 0 } ids)
        {
            Must(["rm", "-f", "-v", .. ids.Split('\n')]);
        }

        Must("network", "prune", "-f");
        if (Must("network", "ls", "-q", "--filter", "type=custom") is { Length: > 0 } configurations)
        {
            Must(["network", "rm", .. configurations.Split('\n')]); // those for configuration only, which no pruning takes
        }
    }

    public void Dispose()
    {
        Clean();
        Stop();
        Tool.Run("pkill", "-f", "--", _folder + "/");
        _daemon!.Dispose();
        Tool.RemoveFolder(_folder);
    }

    internal static string Program => Path.Combine(Environment.GetEnvironmentVariable("LINKSPAN_PROGRAMS") ?? Repository.Path("out"), "linkspan");

    private bool Answers()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(Socket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Tail() => string.Join('\n', File.ReadLines(Log).TakeLast(15));

    /// <summary>A root file system of busybox and nothing else.</summary>
    internal static string MakeImage(string folder)
    {
        string path = Path.Combine(folder, "my_image.tar");
        using var writer = new TarWriter(File.Create(path));
        foreach (string entry in new[] { "bin/", "etc/", "tmp/", "root/" })
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, entry));
        }

        writer.WriteEntry("/bin/busybox", "bin/busybox");
        foreach (string applet in new[] { "sh", "cat", "echo", "hostname", "httpd", "id", "ip", "ls", "mkdir", "nc", "nslookup", "ping", "ping6", "sleep", "sort", "stty", "true", "tty", "wget", "yes", "head", "pwd", "env", "kill", "date", "test", "touch" })
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
        }

        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1000::/:/bin/sh\n")) });
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/group") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("root:x:0:\nworker:x:1000:\n")) });
        return path;
    }
}
