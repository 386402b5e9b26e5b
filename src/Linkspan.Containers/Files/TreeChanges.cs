using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Containers.Spec;
using Linkspan.Engine;

namespace Linkspan.Containers.Files;

/// <summary>What the upper folder of an overlay says against the lower ones (Documentation/filesystems/overlayfs.rst).</summary>
internal static class TreeChanges
{
    /// <summary>Lists the changes, folders before what lies in them.</summary>
    /// <exception cref="LinkspanException">Unsupported: the snapshot is no overlay.</exception>
    public static IReadOnlyList<PathChange> Of(IEnumerable<Wire.Mount> mounts)
    {
        Wire.Mount? overlay = mounts.FirstOrDefault(static mount => mount.Type == "overlay");
        string? upper = overlay?.Options.FirstOrDefault(static option => option.StartsWith("upperdir=", StringComparison.Ordinal))?["upperdir=".Length..];
        if (upper is null)
        {
            throw new LinkspanException(ErrorKind.Unsupported, "changes are listed for containers on overlayfs only; use docker export");
        }

        var lower = new LayerFiles([.. overlay!.Options.Where(static option => option.StartsWith("lowerdir=", StringComparison.Ordinal)).SelectMany(static option => option["lowerdir=".Length..].Split(':'))]);
        List<PathChange> changes = [];
        Walk(upper, "", lower, changes);
        return changes;
    }

    private static void Walk(string upper, string below, LayerFiles lower, List<PathChange> changes)
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(upper + below).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        foreach (string name in names)
        {
            string path = $"{below}/{name}";
            if (Libc.Stat(upper + path) is not { } facts)
            {
                continue;
            }

            if (facts.IsWhiteout)
            {
                changes.Add(new PathChange(path, PathChangeKind.Deleted));
                continue;
            }

            List<PathChange> inside = [];
            if (facts.IsFolder)
            {
                Walk(upper, path, lower, inside);
            }

            bool known = lower.Has(path);
            bool mark = !known && TreeMarks.Has(path) && (facts.IsFolder ? inside.Count == 0 : facts.Size == 0);
            bool marksAlone = known && facts.IsFolder && inside.Count == 0 && Directory.EnumerateFileSystemEntries(upper + path).Any();
            if (!mark && !marksAlone)
            {
                changes.Add(new PathChange(path, known ? PathChangeKind.Modified : PathChangeKind.Added));
                changes.AddRange(inside);
            }
        }
    }
}
