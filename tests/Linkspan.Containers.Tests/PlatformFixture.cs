using System.Text;
using Linkspan.Containers.Model;
using Linkspan.Containers.Tests;
using Linkspan.Engine.Keeper;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(PlatformFixture))]

// One test drops the daemon and opens it again.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Linkspan.Containers.Tests;

/// <summary>A real containerd, runc and keeper in a folder of their own; the daemon part can be dropped and opened again.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public const string Image = "test/busybox:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("lsct-").FullName;
    private readonly NewNamespaces _sandboxes = new();

    public ContainerPlatform Platform { get; private set; } = null!;

    public ContainerService Containers => Platform.Containers;

    internal NewNamespaces Sandboxes => _sandboxes;

    internal string Folder => _folder;

    internal KeeperClient Keeper { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await OpenAsync();
        using var archive = new MemoryStream(BusyboxImage.Archive(Image));
        await Platform.Images.LoadAsync(archive, CancellationToken.None);
    }

    /// <summary>Opens a daemon on what the folder holds.</summary>
    public async Task OpenAsync()
    {
        Keeper = new KeeperClient(new KeeperOptions { SocketPath = Path.Combine(_folder, "run", "keeper.sock"), ExecutablePath = KeeperPath() });
        var options = new ContainersOptions
        {
            DataRoot = Path.Combine(_folder, "data"),
            ExecRoot = Path.Combine(_folder, "run"),
            CgroupParent = "/lsct-" + Environment.ProcessId,
        };
        Platform = await ContainerPlatform.OpenAsync(options, _sandboxes, Keeper, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Drops the daemon as a crash would: nothing is stopped, nothing said.</summary>
    public async Task DropAsync()
    {
        await Platform.DisposeAsync();
        await Keeper.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Container container in Containers.List())
        {
            await Containers.RemoveAsync(container.Id, force: true, volumes: true, CancellationToken.None);
        }

        await Platform.Containerd.StopAsync(CancellationToken.None);
        await Keeper.StopAsync(CancellationToken.None);
        await DropAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Creates, starts, waits for the end and gives what was written.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(ContainerConfig config, HostConfig? host = null)
    {
        string id = await CreateAsync(config, host);
        Task<ContainerExit> exit = Containers.WaitAsync(id, WaitCondition.NextExit, Limit());
        await Containers.StartAsync(id, CancellationToken.None);
        ContainerExit end = await exit;
        (string output, string error) = await LogsAsync(id);
        await Containers.RemoveAsync(id, force: false, volumes: true, CancellationToken.None);
        return (end.ExitCode, output, error);
    }

    public Task<(int ExitCode, string Output, string Error)> RunAsync(string script, HostConfig? host = null) => RunAsync(Shell(script), host);

    public async Task<string> CreateAsync(ContainerConfig config, HostConfig? host = null, string? name = null) =>
        (await Containers.CreateAsync(new ContainerRequest { Name = name, Config = config, HostConfig = host ?? new HostConfig() }, CancellationToken.None)).Id;

    public async Task<string> StartAsync(string script, HostConfig? host = null)
    {
        string id = await CreateAsync(Shell(script), host);
        await Containers.StartAsync(id, CancellationToken.None);
        return id;
    }

    public async Task<(string Output, string Error)> LogsAsync(string id, LogQuery? query = null)
    {
        using var buffer = new MemoryStream();
        await Containers.LogsAsync(id, query ?? new LogQuery(), buffer, Limit());
        return Split(buffer.ToArray());
    }

    public static ContainerConfig Shell(string script) => new() { Image = Image, Cmd = ["sh", "-c", script] };

    /// <summary>Docker's frames apart.</summary>
    public static (string Output, string Error) Split(ReadOnlySpan<byte> frames)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        while (frames.Length >= 8)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frames[4..]);
            (frames[0] == 2 ? error : output).Append(Encoding.UTF8.GetString(frames.Slice(8, length)));
            frames = frames[(8 + length)..];
        }

        return (output.ToString(), error.ToString());
    }

    public static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private static string KeeperPath()
    {
        string bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "linkspan-net"));
        return Directory.EnumerateFiles(bin, "linkspan-net", SearchOption.AllDirectories).First();
    }
}
