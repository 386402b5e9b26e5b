using System.Runtime.InteropServices;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Keeper.Tests;

/// <summary>A real keeper process in a folder of its own; ends with the test.</summary>
internal sealed partial class TestKeeper : IAsyncDisposable
{
    private readonly List<string> _pins = [];

    public TestKeeper()
    {
        Folder = Directory.CreateTempSubdirectory("keeper-").FullName;
        Options = new KeeperOptions { SocketPath = Path.Combine(Folder, "keeper.sock"), ExecutablePath = ExecutablePath };
        Client = new KeeperClient(Options);
    }

    public static string ExecutablePath { get; } = Path.Combine(AppContext.BaseDirectory, "linkspan-net");

    public string Folder { get; }

    public KeeperOptions Options { get; }

    public KeeperClient Client { get; }

    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token;

    /// <summary>A pinned namespace with its loopback up.</summary>
    public NetworkNamespace Sandbox(string name)
    {
        string path = Path.Combine(Folder, name);
        NetworkNamespace sandbox = NetworkNamespace.CreatePinned(path);
        _pins.Add(path);
        sandbox.Run(Loopback.Up);
        return sandbox;
    }

    public KeeperLog Log(string container, bool stdin = false, bool tty = false, long maxSizeBytes = 0, int maxFiles = 1) => new()
    {
        Container = container,
        StdinPath = stdin ? Path.Combine(Folder, container + "-stdin") : null,
        StdoutPath = Path.Combine(Folder, container + "-stdout"),
        StderrPath = tty ? null : Path.Combine(Folder, container + "-stderr"),
        LogPath = Path.Combine(Folder, container + ".log"),
        Tty = tty,
        MaxSizeBytes = maxSizeBytes,
        MaxFiles = maxFiles,
    };

    public async ValueTask DisposeAsync()
    {
        await Client.StopAsync(Soon);
        await Client.DisposeAsync();
        foreach (string pin in _pins)
        {
            NetworkNamespace.Release(pin);
        }

        Directory.Delete(Folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);
}
