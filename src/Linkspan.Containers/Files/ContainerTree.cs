using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Containers.Spec;

namespace Linkspan.Containers.Files;

/// <summary>Mounts the file system of a container that does not run, in the mount namespace of the calling thread.</summary>
internal static class ContainerTree
{
    private const ulong ReadOnly = 1;
    private const ulong Remount = 32;
    private const ulong Bind = 4096;
    private const ulong Recursive = 16384;

    /// <summary>Mounts it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="mounts">Its snapshot's mounts.</param>
    /// <param name="writable">Whether it can be written to; if not, the upper folder is mounted as one more lower one, which harms nobody who uses it.</param>
    /// <param name="withVolumes">Whether volumes and binds belong to it.</param>
    /// <returns>Path of the root.</returns>
    public static string Mount(Container container, IReadOnlyList<Wire.Mount> mounts, bool writable, bool withVolumes)
    {
        string root = Directory.CreateDirectory(Path.Combine(container.Folder, "rootfs")).FullName;
        bool rootWritable = writable && !container.HostConfig.ReadonlyRootfs;
        foreach (Wire.Mount mount in mounts)
        {
            string[] given = writable || mount.Type != "overlay" ? [.. mount.Options] : Lowered(mount.Options);
            (ulong flags, string options) = MountOptions.Parse(string.Join(',', given));
            Libc.Mount(mount.Source, root, mount.Type, flags, options);
        }

        if (withVolumes)
        {
            foreach (MountPoint mount in container.Mounts.Where(static mount => mount.Type is "volume" or "bind").OrderBy(static mount => mount.Destination.Count(static c => c == '/')))
            {
                MountInto(root, mount, rootWritable);
            }
        }

        if (!rootWritable)
        {
            Libc.Mount("", root, "", Remount | Bind | ReadOnly, "");
        }

        return root;
    }

    /// <summary>The options of an overlay without an upper folder.</summary>
    private static string[] Lowered(IReadOnlyList<string> options)
    {
        string Value(string key) => options.FirstOrDefault(option => option.StartsWith(key, StringComparison.Ordinal))?[key.Length..] ?? "";
        string[] rest = [.. options.Where(static option => !option.StartsWith("upperdir=", StringComparison.Ordinal)
            && !option.StartsWith("workdir=", StringComparison.Ordinal) && !option.StartsWith("lowerdir=", StringComparison.Ordinal))];
        return Value("upperdir=") is { Length: > 0 } upper ? [$"lowerdir={upper}:{Value("lowerdir=")}", .. rest] : [.. options];
    }

    /// <summary>The container does not run, so nothing changes links between the look and the mount.</summary>
    private static void MountInto(string root, MountPoint mount, bool rootWritable)
    {
        string target = RootPath.Resolve(root, mount.Destination);
        bool folder = Directory.Exists(mount.Source);
        if (!Path.Exists(target) && rootWritable)
        {
            Directory.CreateDirectory(folder ? target : Path.GetDirectoryName(target)!);
            if (!folder)
            {
                File.Create(target).Dispose();
            }
        }

        if (!Path.Exists(target) || !Path.Exists(mount.Source))
        {
            return; // the start makes both
        }

        Libc.Mount(mount.Source, target, "", Bind | Recursive, "");
        if (!mount.RW)
        {
            Libc.Mount("", target, "", Remount | Bind | ReadOnly, "");
        }
    }
}
