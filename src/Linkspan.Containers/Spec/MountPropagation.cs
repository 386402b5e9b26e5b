using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <summary>Whether mounts can travel between a folder of the host and a container at all (mount_namespaces(7)).</summary>
internal static class MountPropagation
{
    private const int MountPointField = 4;
    private const int FirstOptionalField = 6;

    /// <summary>Refuses a propagation that the mount under a folder cannot give.</summary>
    /// <exception cref="LinkspanException">Invalid: the mount is not shared, or neither shared nor a slave.</exception>
    public static void Require(string folder, string propagation)
    {
        if (propagation is "shared" or "rshared" or "slave" or "rslave")
        {
            Require(folder, propagation, File.ReadLines("/proc/self/mountinfo"));
        }
    }

    /// <summary>The same, with the lines of mountinfo (proc_pid_mountinfo(5)).</summary>
    internal static void Require(string folder, string propagation, IEnumerable<string> mounts)
    {
        // Of two on one point the later covers the earlier.
        string[]? found = mounts.Select(static line => line.Split(' '))
            .Where(fields => Holds(fields[MountPointField], folder)).OrderBy(static fields => fields[MountPointField].Length).LastOrDefault();
        if (found is null)
        {
            return;
        }

        string[] optional = [.. found.Skip(FirstOptionalField).TakeWhile(static field => field != "-")];
        bool shared = optional.Any(static field => field.StartsWith("shared:", StringComparison.Ordinal));
        bool slave = optional.Any(static field => field.StartsWith("master:", StringComparison.Ordinal));
        bool wantsShared = propagation is "shared" or "rshared";
        if (wantsShared ? !shared : !(shared || slave))
        {
            string needed = wantsShared ? "a shared mount" : "a shared or slave mount";
            throw new LinkspanException(
                ErrorKind.Invalid,
                $"path {folder} is mounted on {found[MountPointField]} but it is not {needed}; make it one with mount --make-rshared {found[MountPointField]}, or leave bind-propagation={propagation} out");
        }
    }

    private static bool Holds(string point, string folder) => point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);
}
