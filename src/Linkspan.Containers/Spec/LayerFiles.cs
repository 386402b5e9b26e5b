using Linkspan.Containers.Native;

namespace Linkspan.Containers.Spec;

/// <summary>
/// Reads single files of a container's root file system straight from the folders that overlayfs joins. A mount just for /etc/passwd would be simpler,
/// but its unmounting waits for an RCU grace period, as long as the rest of a start together.
/// </summary>
internal sealed class LayerFiles
{
    private const int MostLinks = 16;

    private readonly IReadOnlyList<string> _layers;

    /// <summary>Takes the folders, topmost first.</summary>
    public LayerFiles(IReadOnlyList<string> layers) => _layers = layers;

    /// <summary>The folders behind a snapshot's mounts (overlay, or one bind mount).</summary>
    public static LayerFiles Of(IEnumerable<Wire.Mount> mounts)
    {
        List<string> layers = [];
        foreach (Wire.Mount mount in mounts)
        {
            if (mount.Type == "overlay")
            {
                layers.AddRange(mount.Options.Where(static o => o.StartsWith("upperdir=", StringComparison.Ordinal)).Select(static o => o[9..]));
                layers.AddRange(mount.Options.Where(static o => o.StartsWith("lowerdir=", StringComparison.Ordinal)).SelectMany(static o => o[9..].Split(':')));
            }
            else
            {
                layers.Add(mount.Source);
            }
        }

        return new LayerFiles(layers);
    }

    /// <summary>Puts <c>/.dockerenv</c> there, by which programs find out that they are in a container; nobody has mounted the folders yet.</summary>
    public void Mark()
    {
        string path = Path.Combine(_layers[0], TreeMarks.Mark);
        if (!Path.Exists(path))
        {
            using (File.Create(path))
            {
                File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            }
        }
    }

    /// <summary>Text of a file, empty where it does not exist; links are followed inside the root only.</summary>
    public string Read(string path) => Locate(path) is { } file ? File.ReadAllText(file) : "";

    /// <summary>True where there is such an entry; links on the way or at the end are not followed.</summary>
    public bool Has(string path) => Top([.. Split(path)]) is not null;

    /// <summary>Path on the host of a file, or null.</summary>
    public string? Locate(string path)
    {
        int links = 0;
        var rest = new Stack<string>(Split(path).Reverse());
        List<string> done = [];
        string? found = null;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                done.RemoveRange(Math.Max(0, done.Count - 1), Math.Min(1, done.Count));
                continue;
            }

            found = Top([.. done, part]);
            if (found is null || Libc.Stat(found) is not { } facts)
            {
                return null;
            }

            if (!facts.IsLink)
            {
                done.Add(part);
                continue;
            }

            string target = new FileInfo(found).LinkTarget ?? "";
            if (++links > MostLinks)
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            foreach (string step in Split(target).Reverse())
            {
                rest.Push(step);
            }
        }

        return found;
    }

    private static IEnumerable<string> Split(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".");

    /// <summary>The topmost layer's entry, unless a whiteout or an opaque folder hides it.</summary>
    private string? Top(List<string> parts)
    {
        foreach (string layer in _layers)
        {
            string path = layer;
            bool opaque = false;
            for (int i = 0; i < parts.Count; i++)
            {
                path = Path.Combine(path, parts[i]);
                if (Libc.Stat(path) is not { } facts)
                {
                    break;
                }

                if (facts.IsWhiteout)
                {
                    return null;
                }

                if (i == parts.Count - 1)
                {
                    return path;
                }

                opaque |= facts.IsFolder && Libc.IsOpaque(path);
            }

            if (opaque)
            {
                return null;
            }
        }

        return null;
    }
}
