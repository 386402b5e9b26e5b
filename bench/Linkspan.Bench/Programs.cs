namespace Linkspan.Bench;

/// <summary>Where the executables under test are.</summary>
internal static class Programs
{
    /// <summary>The keeper: <c>LINKSPAN_KEEPER</c>, or <c>out/linkspan-net</c> above this program.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Keeper => Environment.GetEnvironmentVariable("LINKSPAN_KEEPER") is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Find("linkspan-net") ?? throw new FileNotFoundException("no out/linkspan-net: run ./build publish, or set LINKSPAN_KEEPER");

    /// <summary>A folder of the working tree above this program; null where there is none.</summary>
    public static string? FindFolder(string relative)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, relative);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>The program of that name in an <c>out</c> folder above this one, or beside the keeper that was given; null where there is none.</summary>
    public static string? Find(string name)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, "out", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        string? given = Path.GetDirectoryName(Environment.GetEnvironmentVariable("LINKSPAN_KEEPER"));
        return given is not null && File.Exists(Path.Combine(given, name)) ? Path.Combine(given, name) : null;
    }
}
