using System.Globalization;
using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Containers.Native;
using Linkspan.Containers.Tools;
using Linkspan.Engine;
using Microsoft.Extensions.Logging;

namespace Linkspan.Containers;

/// <summary>
/// A containerd: one that runs already, or one of our own in a session of its own, which outlives the daemon's stop, crash and upgrade,
/// is adopted by the next daemon and started again when it dies.
/// </summary>
public sealed class ContainerdHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string? _stateFolder;
    private readonly string? _rootFolder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private ContainerdHost(ContainersOptions options, ILogger logger, TimeProvider time)
    {
        _time = time;
        _logger = logger;
        Namespace = options.ContainerdNamespace;
        if (options.ContainerdSocket is null)
        {
            _rootFolder = Path.Combine(options.DataRoot, "containerd");
            _stateFolder = Path.Combine(options.ExecRoot, "containerd");
        }

        Socket = options.ContainerdSocket ?? Path.Combine(_stateFolder!, "containerd.sock");
        Connection = new ContainerdConnection(Socket, Namespace);
    }

    /// <summary>Socket that it listens on.</summary>
    public string Socket { get; }

    /// <summary>Namespace in it that is ours.</summary>
    public string Namespace { get; }

    /// <summary>Its version, e.g. <c>1.6.20</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Its revision.</summary>
    public string Revision { get; private set; } = "";

    /// <summary>Snapshot driver in use: <c>overlayfs</c>, or <c>native</c> where the file system has no overlay.</summary>
    public string Snapshotter { get; private set; } = "overlayfs";

    /// <summary>The channel.</summary>
    internal ContainerdConnection Connection { get; }

    private string PidFile => Path.Combine(_stateFolder!, "containerd.pid");

    private string ConfigFile => Path.Combine(_stateFolder!, "containerd.toml");

    /// <summary>Lets go of the connection; a containerd of our own goes on.</summary>
    public ValueTask DisposeAsync()
    {
        Connection.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects, starting a containerd of our own where none was named and none runs.</summary>
    internal static async Task<ContainerdHost> OpenAsync(
        ContainersOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var host = new ContainerdHost(options, logger, time);
        try
        {
            if (ExternalTool.Locate(options.DefaultRuntime) is null)
            {
                throw Missing(options.DefaultRuntime);
            }

            await host.EnsureAsync(cancellationToken);
            await host.PrepareAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns once containerd answers; starts our own again where it died.</summary>
    /// <exception cref="LinkspanException">Unavailable: it does not answer or its program is missing.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (await AnswersAsync(cancellationToken))
            {
                return;
            }

            int pid = _stateFolder is null ? 0 : Start();
            long begin = _time.GetTimestamp();
            while (!await AnswersAsync(cancellationToken))
            {
                if (_time.GetElapsedTime(begin) > StartLimit)
                {
                    throw new LinkspanException(ErrorKind.Unavailable, _stateFolder is null
                        ? $"containerd does not answer on {Socket}; is it running?"
                        : $"containerd does not answer on {Socket}; its log is {Path.Combine(_stateFolder, "containerd.log")}");
                }

                if (pid != 0)
                {
                    Libc.Reap(pid);
                    if (!Libc.Kill(pid, 0))
                    {
                        throw new LinkspanException(
                            ErrorKind.Unavailable, $"containerd ended at once; its log is {Path.Combine(_stateFolder!, "containerd.log")}");
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends a containerd of our own; for tests and for the removal of the product.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stateFolder is null || !OwnProcess(out int pid))
        {
            return;
        }

        Libc.Kill(pid, 15);
        while (Directory.Exists($"/proc/{pid}"))
        {
            Libc.Reap(pid);
            await Task.Delay(TimeSpan.FromMilliseconds(10), _time, cancellationToken);
        }
    }

    private static LinkspanException Missing(string program) => new(
        ErrorKind.Unavailable, $"{program} is not installed; install it with: apt-get install containerd runc");

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Socket))
        {
            return false;
        }

        try
        {
            DateTime deadline = _time.GetUtcNow().UtcDateTime.AddSeconds(5);
            Wire.VersionAnswer answer = await Connection.Version.VersionAsync(
                new Google.Protobuf.WellKnownTypes.Empty(), Connection.Headers, deadline, cancellationToken);
            Version = answer.Version;
            Revision = answer.Revision;
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal)
        {
            return false;
        }
    }

    private int Start()
    {
        string program = ExternalTool.Locate("containerd") ?? throw Missing("containerd");
        if (OwnProcess(out int running))
        {
            return running;
        }

        Directory.CreateDirectory(_rootFolder!);
        Directory.CreateDirectory(_stateFolder!);
        File.WriteAllText(ConfigFile, Configuration());
        string log = Path.Combine(_stateFolder!, "containerd.log");
        int pid = Libc.SpawnDetached(program, ["--config", ConfigFile], ["PATH=" + ExternalTool.SearchPath], log);
        File.WriteAllText(PidFile, pid.ToString(CultureInfo.InvariantCulture));
        Log.ContainerdStarted(_logger, pid, Socket);
        return pid;
    }

    /// <summary>True where the process of the pid file still is our containerd: pids are used again after a boot.</summary>
    private bool OwnProcess(out int pid)
    {
        pid = 0;
        if (!File.Exists(PidFile) || !int.TryParse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture, out pid))
        {
            return false;
        }

        Libc.Reap(pid);
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(ConfigFile, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Configuration() => $"""
        # Written by the daemon at each start of its own containerd.
        version = 2
        root = "{_rootFolder}"
        state = "{_stateFolder}"
        oom_score = -999
        disabled_plugins = [
          "io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing",
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]

        [grpc]
          address = "{Socket}"

        [debug]
          level = "warn"

        """;

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Connection.Namespaces.CreateAsync(
                new Wire.CreateNamespace { Namespace = new Wire.NamespaceObject { Name = Namespace } },
                Connection.Headers, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.IsAlreadyExists())
        {
            Log.NamespaceFound(_logger, Namespace);
        }

        Wire.PluginList plugins = await Connection.Introspection.PluginsAsync(
            new Wire.ListPlugins { Filters = { "type==io.containerd.snapshotter.v1" } }, Connection.Headers, cancellationToken: cancellationToken);
        bool overlay = plugins.Plugins.Any(static plugin => plugin.Id == "overlayfs" && plugin.InitErr is null);
        Snapshotter = overlay ? "overlayfs" : "native";
    }
}
