using System.Net;
using System.Runtime.InteropServices;
using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Daemon;
using Linkspan.Faces.DockerApi.Execs;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Images;
using Linkspan.Faces.DockerApi.Networks;
using Linkspan.Faces.DockerApi.Own;
using Linkspan.Faces.DockerApi.Stats;
using Linkspan.Faces.DockerApi.Volumes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Linkspan.Faces.DockerApi;

/// <summary>
/// The Docker Engine API on Kestrel, which is used bare: no host, no container of services, no routing tables, so that an idle daemon
/// stays small and the path of a request is these few files.
/// </summary>
public sealed class DockerServer : IAsyncDisposable
{
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>
    /// Clients that may wait to be taken, as many as the kernel allows by itself (net.core.somaxconn). One more on a Unix socket is refused with EAGAIN, which stock
    /// clients take for an error.
    /// </summary>
    private const int Backlog = 4096;

    private readonly KestrelServer _server;
    private readonly DockerApplication _application;

    private DockerServer(KestrelServer server, DockerApplication application)
    {
        _server = server;
        _application = application;
    }

    /// <summary>Number of requests that came so far.</summary>
    public long RequestCount => _application.RequestCount;

    /// <summary>Starts to listen.</summary>
    /// <param name="listeners">Where: Unix socket paths and loopback or other addresses.</param>
    /// <param name="engine">Networks.</param>
    /// <param name="platform">Containers.</param>
    /// <param name="options">Their settings, for info.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="LinkspanException">A socket cannot be had.</exception>
    public static async Task<DockerServer> StartAsync(
        ListenerOptions listeners, NetworkEngine engine, ContainerPlatform platform, ContainersOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        await ListenAsync(listeners, Routes(engine, platform, options, time), loggers, cancellationToken);

    /// <summary>Every route of the API.</summary>
    internal static IReadOnlyList<Route> Routes(NetworkEngine engine, ContainerPlatform platform, ContainersOptions options, TimeProvider time)
    {
        var inspect = new InspectRoutes(engine, platform, options, time);
        return
        [
            .. new DaemonRoutes(platform, options, time).All(),
            .. new NetworkRoutes(engine, platform.Containers, time).All(),
            .. new CreateRoutes(platform.Containers).All(),
            .. new LifecycleRoutes(platform.Containers, time).All(),
            .. inspect.All(),
            .. new StreamRoutes(platform.Containers, time).All(),
            .. new FileRoutes(platform.Containers).All(),
            .. new StatsRoutes(platform.Containers, time).All(),
            .. new ExecRoutes(platform.Containers).All(),
            .. new TransferRoutes(platform).All(),
            .. new ImageRoutes(platform, time).All(),
            .. new VolumeRoutes(platform.Volumes, time).All(),
            .. new DiskUsageRoutes(platform, inspect).All(),
            .. new OwnRoutes(engine).All(),
            .. AbsentRoutes.All(),
        ];
    }

    /// <summary>Starts to listen with these routes.</summary>
    internal static async Task<DockerServer> ListenAsync(
        ListenerOptions listeners, IReadOnlyList<Route> routes, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger log = loggers.CreateLogger("Linkspan.DockerApi");
        TlsLayer? tls = listeners.Tls is { } files ? TlsLayer.Load(files, log) : null;
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null; // images are loaded through bodies; JSON bodies have their own limit
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (string path in listeners.SocketPaths)
        {
            PrepareSocket(path);
            kestrel.ListenUnixSocket(path, listen => Configure(listen, tls));
        }

        foreach (ulong descriptor in listeners.Handed)
        {
            kestrel.ListenHandle(descriptor, listen => Configure(listen, tls));
        }

        foreach (IPEndPoint address in listeners.Addresses)
        {
            kestrel.Listen(address, listen => Configure(listen, tls));
        }

        var scopeless = new ScopelessLoggers(loggers);
        var transport = new SocketTransportOptions { Backlog = Backlog };
        var server = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(transport), scopeless), scopeless);
        var application = new DockerApplication(routes, log);
        try
        {
            await server.StartAsync(application, cancellationToken);
        }
        catch (IOException e)
        {
            server.Dispose();
            throw new LinkspanException(ErrorKind.Unavailable, $"cannot listen: {e.Message}", e);
        }

        foreach (string path in listeners.SocketPaths)
        {
            Protect(path, listeners.Group);
            Log.Listening(log, $"unix://{path}");
        }

        foreach (IPEndPoint address in listeners.Addresses)
        {
            Log.Listening(log, $"tcp://{address}, {(tls is null ? "not encrypted" : "TLS")}");
        }

        return new DockerServer(server, application);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)); // followers of logs and events never end by themselves
        await _server.StopAsync(patience.Token);
        _server.Dispose();
    }

    private static void Configure(ListenOptions listen, TlsLayer? tls)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => tls is not null && connection.LocalEndPoint is IPEndPoint
            ? tls.ServeAsync(connection, () => LendAsync(connection, next, () => connection.ConnectionClosed.IsCancellationRequested, null))
            : connection.Features.Get<IConnectionSocketFeature>() is { Socket: { } socket }
            ? LendAsync(connection, next, () => PeerWatch.IsGone(socket), () => PeerWatch.RefuseInput(socket))
            : LendAsync(connection, next, static () => false, null));
    }

    private static async Task LendAsync(ConnectionContext connection, ConnectionDelegate next, Func<bool> isPeerGone, Action? refuseInput)
    {
        var transport = new HijackableTransport(connection.Transport, isPeerGone, refuseInput);
        connection.Features.Set(transport);
        connection.Transport = transport;
        await next(connection);
        await transport.SpeakAsync();
        connection.Transport = transport.Inner;
    }

    private static void PrepareSocket(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        try
        {
            probe.Connect(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        }
        catch (System.Net.Sockets.SocketException)
        {
            File.Delete(path); // left by a daemon that was killed
            return;
        }

        throw new LinkspanException(ErrorKind.Conflict, $"another daemon answers at {path}; stop it, or choose another socket with -H unix://PATH");
    }

    private static void Protect(string path, string group)
    {
        File.SetUnixFileMode(path, SocketMode);
        if (group.Length > 0 && GroupId(group) is { } id && SocketOwner.Change(path, id) != 0)
        {
            throw new LinkspanException(ErrorKind.Internal, $"cannot give {path} to group {group}: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Number of a group; null where it does not exist, which is no error for Docker's default group.</summary>
    private static uint? GroupId(string group)
    {
        if (uint.TryParse(group, out uint number))
        {
            return number;
        }

        string? line = File.ReadLines("/etc/group").FirstOrDefault(line => line.StartsWith(group + ":", StringComparison.Ordinal));
        return line is null ? null : uint.Parse(line.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}
