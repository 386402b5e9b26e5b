using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Daemon;

/// <summary>The file with the daemon's process id: refused where it names a daemon that runs, removed at the end.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Writes the file; an empty path writes none.</summary>
    /// <exception cref="LinkspanException">Conflict: another daemon runs; Internal: the file cannot be written.</exception>
    public static PidFile Create(string path)
    {
        if (path.Length == 0)
        {
            return new PidFile(path);
        }

        try
        {
            if (File.Exists(path) && int.TryParse(File.ReadAllText(path), out int other) && other != Environment.ProcessId && IsDaemon(other))
            {
                throw new LinkspanException(ErrorKind.Conflict, $"a daemon runs already (process {other}, {path}); stop it, or use other folders with --data-root and --exec-root");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new PidFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LinkspanException(ErrorKind.Internal, $"cannot write {path}: {e.Message}; run as root, or choose another file with --pidfile", e);
        }
    }

    public void Dispose()
    {
        if (_path.Length > 0)
        {
            File.Delete(_path);
        }
    }

    /// <summary>The number may have gone to another program since.</summary>
    private static bool IsDaemon(int process)
    {
        string commandLine = $"/proc/{process}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains("daemon", StringComparison.Ordinal);
    }
}
