using System.Runtime.InteropServices;
using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi;
using Microsoft.Extensions.Logging;

namespace Linkspan.Daemon;

/// <summary><c>linkspan daemon</c>: opens networks, containers and the API in this order, serves until a signal, closes in reverse.</summary>
internal static class DaemonCommand
{
    private const int Failure = 1;

    /// <summary>Runs the daemon.</summary>
    /// <returns>0 after a stop by a signal, 1 for a failure, 2 for a wrong command line.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        DaemonOptions? options;
        try
        {
            options = new DaemonFlags().Parse(arguments, out int exitCode);
            if (options is null)
            {
                return exitCode;
            }
        }
        catch (LinkspanException e)
        {
            await Console.Error.WriteLineAsync($"linkspan daemon: {e.Message}");
            return 2;
        }

        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(options.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(static console =>
            {
                console.SingleLine = true;
                console.IncludeScopes = true; // the request's id
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            }));
        ILogger log = loggers.CreateLogger("Linkspan.Daemon");
        foreach (string warning in options.Warnings)
        {
            Log.FlagWithoutEffect(log, warning);
        }

        try
        {
            return await ServeAsync(options, loggers, log);
        }
        catch (LinkspanException e)
        {
            Log.StartFailed(log, e.Message);
            return Failure;
        }
    }

    private static async Task<int> ServeAsync(DaemonOptions options, ILoggerFactory loggers, ILogger log)
    {
        using var stopping = new CancellationTokenSource();
        using PosixSignalRegistration terminate = On(PosixSignal.SIGTERM, stopping);
        using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT, stopping);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Log.NothingToReload(log);
        });

        using PidFile pidFile = PidFile.Create(options.PidFile);
        EngineOptions networks = options.Engine with
        {
            FindNamespaces = (sandboxes, cancel) => ContainerNamespaces.FindAsync(options.Containers, sandboxes, loggers, TimeProvider.System, cancel),
        };
        await using NetworkEngine engine = await NetworkEngine.OpenAsync(networks, loggers, TimeProvider.System, stopping.Token);
        await using ContainerPlatform platform = await ContainerPlatform.OpenAsync(options.Containers, engine, loggers, TimeProvider.System, stopping.Token);
        await using DockerServer server = await DockerServer.StartAsync(
            options.Listeners, engine, platform, options.Containers, loggers, TimeProvider.System, stopping.Token);
        Footprint.Settle();
        Log.Ready(log, Environment.ProcessId);
        try
        {
            await Footprint.KeepLowAsync(() => server.RequestCount, TimeProvider.System, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // A signal.
        }

        Log.Stopping(log);
        return 0;
    }

    private static PosixSignalRegistration On(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });
}
