using System.Globalization;
using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <content>Mounts.</content>
internal static partial class RuntimeSpec
{
    private static void WriteMounts(Utf8JsonWriter json, SpecInput input)
    {
        Container container = input.Container;
        bool privileged = container.HostConfig.Privileged;
        string writable = privileged ? "rw" : "ro";
        List<(string Target, string Type, string Source, string[] Options)> mounts =
        [
            ("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
            ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            ("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", writable]),
            ("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", writable]),
            ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
            input.SharedMemory is null
                ? ("/dev/shm", "tmpfs", "shm",
                    ["nosuid", "noexec", "nodev", "mode=1777", "size=" + input.ShmSize.ToString(CultureInfo.InvariantCulture)])
                : ("/dev/shm", "bind", input.SharedMemory, ["rbind", "rprivate"]),
        ];
        if (container.HostConfig.IpcMode == "none")
        {
            mounts.RemoveAll(static mount => mount.Target == "/dev/shm");
        }

        if (input.InitPath is not null)
        {
            mounts.Add((InitInside, "bind", input.InitPath, ["bind", "ro"]));
        }

        foreach ((string target, string source) in new[]
        {
            ("/etc/resolv.conf", container.ResolvConfPath), ("/etc/hostname", container.HostnamePath), ("/etc/hosts", container.HostsPath),
        })
        {
            if (source.Length > 0)
            {
                mounts.Add((target, "bind", source, ["rbind", "rprivate"]));
            }
        }

        foreach (MountPoint mount in container.Mounts)
        {
            mounts.Add(UserMount(mount));
        }

        // The user's mount replaces a default one, and folders come before what lies in them.
        IEnumerable<(string Target, string Type, string Source, string[] Options)> last = mounts
            .GroupBy(static mount => Trim(mount.Target), StringComparer.Ordinal).Select(static group => group.Last())
            .OrderBy(static mount => Trim(mount.Target).Count(static c => c == '/'));
        json.WriteStartArray("mounts");
        foreach ((string target, string type, string source, string[] options) in last)
        {
            json.WriteStartObject();
            json.WriteString("destination", target);
            json.WriteString("type", type);
            json.WriteString("source", source);
            Texts(json, "options", options);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Trim(string path) => path.Length > 1 ? path.TrimEnd('/') : path;

    private static (string Target, string Type, string Source, string[] Options) UserMount(MountPoint mount)
    {
        if (mount.Type == "tmpfs")
        {
            string[] given = mount.TmpfsOptions.Split(',', StringSplitOptions.RemoveEmptyEntries);
            return (mount.Destination, "tmpfs", "tmpfs", ["noexec", "nosuid", "nodev", "mode=1777", .. given, .. mount.RW ? Array.Empty<string>() : ["ro"]]);
        }

        if (mount.Subpath.Length > 0)
        {
            // A link inside the volume could lead out of it; until the path is opened link by link, none is taken.
            throw new LinkspanException(
                ErrorKind.Unsupported, $"mount {mount.Destination}: a subpath of a volume ({mount.Subpath}) is not part of this release; mount the whole volume");
        }

        string bind = mount.NonRecursive ? "bind" : "rbind";
        string propagation = mount.Propagation.Length > 0 ? mount.Propagation : "rprivate";
        return (mount.Destination, "bind", mount.Source, mount.RW ? [bind, propagation] : [bind, propagation, "ro"]);
    }
}
