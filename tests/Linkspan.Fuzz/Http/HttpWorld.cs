using System.Collections.Concurrent;
using System.Diagnostics;
using System.Formats.Tar;
using System.Net.NetworkInformation;
using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi;
using Microsoft.Extensions.Logging;

namespace Linkspan.Fuzz.Http;

/// <summary>The real server on the real engine and a real containerd, in folders of their own; it changes the network namespace that it runs in.</summary>
internal sealed class HttpWorld : IDisposable
{
    private readonly string _folder;
    private readonly ILoggerFactory _loggers;
    private readonly ErrorLog _errors = new();
    private NetworkEngine _engine = null!;
    private ContainerPlatform _platform = null!;
    private DockerServer _server = null!;

    private HttpWorld()
    {
        _folder = Directory.CreateTempSubdirectory("linkspan-fuzz-").FullName;
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(_errors));
    }

    /// <summary>Methods and paths of the API.</summary>
    public IReadOnlyList<(string Method, string Pattern)> Routes { get; private set; } = [];

    /// <summary>The server's socket.</summary>
    public string Socket => Path.Combine(_folder, "api.sock");

    /// <summary>Opens it.</summary>
    /// <exception cref="FuzzFailedException">The network namespace is one that others use.</exception>
    public static HttpWorld Open()
    {
        if (NetworkInterface.GetAllNetworkInterfaces().Any(static link => link.NetworkInterfaceType != NetworkInterfaceType.Loopback))
        {
            throw new FuzzFailedException("target http makes networks in the kernel: run it as root in a namespace of its own, 'unshare --net'");
        }

        var world = new HttpWorld();
        world.OpenAsync().GetAwaiter().GetResult();
        return world;
    }

    /// <summary>What was logged as an error since the last call.</summary>
    public string? TakeError() => _errors.Lines.TryDequeue(out string? line) ? line : null;

    /// <inheritdoc/>
    public void Dispose() => CloseAsync().GetAwaiter().GetResult();

    /// <summary>Removes what requests have made, so that one run's end is as quick as its beginning.</summary>
    public async Task ClearAsync()
    {
        foreach (Containers.Model.Container container in _platform.Containers.List())
        {
            await _platform.Containers.RemoveAsync(container.Id, force: true, volumes: true, CancellationToken.None);
        }
    }

    private async Task OpenAsync()
    {
        string bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "linkspan-net"));
        var options = new ContainersOptions
        {
            DataRoot = Path.Combine(_folder, "data"),
            ExecRoot = Path.Combine(_folder, "run"),
            CgroupParent = $"/linkspan-fuzz-{Environment.ProcessId}",
        };
        _engine = await NetworkEngine.OpenAsync(
            new EngineOptions { DataRoot = options.DataRoot, ExecRoot = options.ExecRoot, KeeperPath = Directory.EnumerateFiles(bin, "linkspan-net", SearchOption.AllDirectories).First() },
            _loggers, TimeProvider.System, CancellationToken.None);
        _platform = await ContainerPlatform.OpenAsync(options, _engine, _loggers, TimeProvider.System, CancellationToken.None);
        Routes = [.. DockerServer.Routes(_engine, _platform, options, TimeProvider.System).Select(static route => (route.Method, route.Pattern))];
        _server = await DockerServer.StartAsync(
            new ListenerOptions { SocketPaths = [Socket], Group = "" }, _engine, _platform, options, _loggers, TimeProvider.System, CancellationToken.None);
        await _platform.Images.ImportAsync(TinyRoot(), "tiny:1", ["CMD [\"/nothing\"]"], "", CancellationToken.None);
        await _platform.Images.TagAsync("tiny:1", "tiny:latest", CancellationToken.None);
    }

    private async Task CloseAsync()
    {
        await ClearAsync();
        await _server.DisposeAsync();
        await _platform.DisposeAsync();
        await _engine.DisposeAsync();
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(IsOurs))
        {
            using var left = Process.GetProcessById(int.Parse(Path.GetFileName(process)));
            left.Kill(); // not waited for: a child that the engine started stays, dead, until this process ends
        }

        string remove = $"awk -v f='{_folder}/' 'index($2, f) == 1 {{print $2}}' /proc/mounts | sort -r | xargs -r umount -l; for try in 1 2 3 4 5 6 7 8 9; do rm -rf '{_folder}' && break; sleep 0.2; done";
        using Process cleaner = Process.Start("sh", ["-c", remove])!;
        await cleaner.WaitForExitAsync();
        _loggers.Dispose();
    }

    /// <summary>The keeper and containerd, which outlive the engine.</summary>
    private bool IsOurs(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out int id) && id != Environment.ProcessId &&
                File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_folder + "/", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    }

    private static MemoryStream TinyRoot()
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/here") { DataStream = new MemoryStream([1]) });
        }

        archive.Position = 0;
        return archive;
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
