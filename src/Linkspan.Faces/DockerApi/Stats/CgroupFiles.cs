using System.Globalization;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>
/// Files of a process's control groups, version 2 (<c>Documentation/admin-guide/cgroup-v2.rst</c>) or 1; what cannot be read, because the
/// controller is off or the process ended, is null or empty.
/// </summary>
internal sealed class CgroupFiles
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    private CgroupFiles(bool unified) => Unified = unified;

    /// <summary>Version 2.</summary>
    public bool Unified { get; }

    /// <summary>Finds the groups of a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="root">Folder of the groups.</param>
    /// <param name="processes">Folder of the processes.</param>
    public static CgroupFiles Of(int pid, string root = "/sys/fs/cgroup", string processes = "/proc")
    {
        var files = new CgroupFiles(File.Exists(Path.Combine(root, "cgroup.controllers")));
        foreach (string line in Lines($"{processes}/{pid}/cgroup"))
        {
            if (line.Split(':', 3) is not [_, string controllers, string path])
            {
                continue;
            }

            foreach (string controller in controllers.Split(','))
            {
                files._folders[controller] = Path.Join(root, files.Unified ? "" : controllers, path);
            }
        }

        return files;
    }

    /// <summary>One number; <c>max</c> is the greatest.</summary>
    public ulong? Number(string controller, string file) => Lines(Locate(controller, file)).FirstOrDefault() switch
    {
        null => null,
        "max" => ulong.MaxValue,
        string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null,
    };

    /// <summary>Lines of a key and a number.</summary>
    public IReadOnlyDictionary<string, ulong> Table(string controller, string file)
    {
        var table = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (string line in Lines(Locate(controller, file)))
        {
            if (line.Split(' ') is [string key, string value] && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                table[key] = number;
            }
        }

        return table;
    }

    /// <summary>Lines of a file.</summary>
    public string[] Lines(string controller, string file) => Lines(Locate(controller, file));

    /// <summary>Lines of a file of /proc or of the groups; none where it is gone.</summary>
    public static string[] Lines(string path)
    {
        try
        {
            return path.Length == 0 ? [] : File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // the process ended meanwhile (ESRCH), or the controller is off
        }
    }

    private string Locate(string controller, string file) =>
        _folders.TryGetValue(Unified ? "" : controller, out string? folder) ? Path.Combine(folder, file) : "";
}
