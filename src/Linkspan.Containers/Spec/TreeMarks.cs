namespace Linkspan.Containers.Spec;

/// <summary>What the engine and the runtime put into a container's upper folder, and no list of changes tells: a mark, and what mounts need to stand on.</summary>
internal static class TreeMarks
{
    /// <summary>Name of the mark.</summary>
    public const string Mark = ".dockerenv";

    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal)
    {
        "/" + Mark, "/etc", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts", "/sbin/docker-init", "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/console",
    };

    /// <summary>Whether an entry that the image has not, empty as it is, is one of those.</summary>
    public static bool Has(string path) => Paths.Contains(path);
}
