namespace Linkspan.Bench;

/// <summary>
/// A daemon on the folders of an engine that made endpoints: how long until it answers, and what it holds of memory then, with none, 50 and 1,000. With
/// the same figures of the engine alone, which leave out what the program itself needs to start.
/// </summary>
internal static class ScaleFigures
{
    private const int Rounds = 3;

    private static readonly (int Endpoints, double Ms, double MiB)[] Steps = [(0, 1000, 30), (50, 1000, 40), (1000, 1000, 100)];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        List<Figure> figures = [];
        foreach ((int endpoints, double mostMs, double mostMiB) in Steps)
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("linkspan-bench-");
            Product product = await Product.OpenAsync(folder.FullName, Programs.Keeper, ready: 0, cancellationToken);
            Progress.Say($"{endpoints} endpoints");
            for (int number = 0; number < endpoints; number++)
            {
                string network = $"scale{number / 500}";
                if (number % 500 == 0)
                {
                    await product.CreateAsync(network, $"10.{100 + (number / 500)}.0.0/16", cancellationToken);
                }

                await product.Engine.OpenSandboxAsync(Product.Request(number, network, [10000 + number]), cancellationToken);
            }

            List<double> engine = [];
            for (int round = 0; round < Rounds; round++)
            {
                await product.Engine.DisposeAsync();
                long started = System.Diagnostics.Stopwatch.GetTimestamp();
                product = await Product.ReopenAsync(folder.FullName, Programs.Keeper, ready: 0, cancellationToken);
                engine.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            figures.Add(Figure.Of($"engine's start, {endpoints} endpoints there", "ms", engine).AtMost(mostMs));
            if (Programs.Find("linkspan") is { } program)
            {
                await product.Engine.DisposeAsync();
                (double ms, double mib) = await DaemonAsync(program, folder.FullName, cancellationToken);
                figures.Add(Figure.Of($"daemon, start to its first answer, {endpoints} endpoints there", "ms", ms).AtMost(mostMs));
                figures.Add(Figure.Of($"daemon's resident memory, {endpoints} endpoints", "MiB", mib).AtMost(mostMiB));
                product = await Product.ReopenAsync(folder.FullName, Programs.Keeper, ready: 0, cancellationToken);
            }

            await product.DisposeAsync();
            folder.Delete(recursive: true);
        }

        return figures;
    }

    private static async Task<(double Ms, double MiB)> DaemonAsync(string program, string folder, CancellationToken cancellationToken)
    {
        string run = Product.RunFolder(folder);
        string socket = Path.Combine(run, "docker.sock");
        var start = new System.Diagnostics.ProcessStartInfo(program, ["daemon", "--data-root", Path.Combine(folder, "data"), "--exec-root", run, "--keeper", Programs.Keeper])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        using System.Diagnostics.Process daemon = System.Diagnostics.Process.Start(start)!;
        _ = daemon.StandardOutput.ReadToEndAsync(cancellationToken);
        _ = daemon.StandardError.ReadToEndAsync(cancellationToken);
        while (!await AnswersAsync(socket, cancellationToken))
        {
            if (daemon.HasExited || System.Diagnostics.Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new IOException($"the daemon does not answer (exit {(daemon.HasExited ? daemon.ExitCode : 0)})");
            }
        }

        double ms = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken); // it gives back what starting took
        double mib = AttachFigures.ResidentMiB(daemon.Id);
        using (var stop = System.Diagnostics.Process.Start("kill", ["-TERM", $"{daemon.Id}"]))
        {
            await stop.WaitForExitAsync(cancellationToken);
        }

        await daemon.WaitForExitAsync(cancellationToken);
        StopContainerd(Path.Combine(run, "containerd", "containerd.pid"));
        return (ms, mib);
    }

    /// <summary>The daemon's own containerd outlives it, as containers must.</summary>
    private static void StopContainerd(string pidFile)
    {
        using var containerd = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(pidFile), System.Globalization.CultureInfo.InvariantCulture));
        containerd.Kill();
    }

    private static async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path), cancellationToken);
            await socket.SendAsync("GET /_ping HTTP/1.0\r\n\r\n"u8.ToArray(), cancellationToken);
            return await socket.ReceiveAsync(new byte[64], cancellationToken) > 0;
        }
        catch (System.Net.Sockets.SocketException)
        {
            await Task.Delay(5, cancellationToken);
            return false;
        }
    }
}
