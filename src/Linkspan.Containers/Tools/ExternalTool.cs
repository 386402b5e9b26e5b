#pragma warning disable RS0030 // The one place that starts other programs.
using System.Diagnostics;
using Linkspan.Engine;

namespace Linkspan.Containers.Tools;

/// <summary>A program of another package that does one job for us (skopeo, ps, cp) and ends.</summary>
internal sealed class ExternalTool
{
    /// <summary>Where programs are looked for besides the daemon's own <c>PATH</c>, which a service manager may leave short.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly string _path;

    private ExternalTool(string path) => _path = path;

    /// <summary>Finds a program.</summary>
    /// <exception cref="LinkspanException">Unavailable; says which package has it.</exception>
    public static ExternalTool Find(string name, string package) =>
        Locate(name) is { } path
            ? new ExternalTool(path)
            : throw new LinkspanException(ErrorKind.Unavailable, $"{name} is not installed; install it with: apt-get install {package}");

    /// <summary>Path of a program, or null.</summary>
    public static string? Locate(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(name) ? name : null;
        }

        string search = Environment.GetEnvironmentVariable("PATH") + ":" + SearchPath;
        foreach (string folder in search.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Runs it to its end; cancelling kills it.</summary>
    /// <param name="arguments">Arguments.</param>
    /// <param name="line">Told each line of its output as it comes; null collects.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, Action<string>? line, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(_path, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        process.StandardInput.Close();
        try
        {
            Task<string> output = ReadAsync(process.StandardOutput, line, cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? line, CancellationToken cancellationToken)
    {
        if (line is null)
        {
            return await reader.ReadToEndAsync(cancellationToken);
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            line(text);
        }

        return "";
    }
}
