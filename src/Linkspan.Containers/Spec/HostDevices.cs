using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <summary>Device nodes of the host.</summary>
internal static class HostDevices
{
    // Made by every runtime on its own, or not a device of the machine.
    private static readonly string[] NotGiven = ["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev", "console"];

    /// <summary>The devices that a container asked for: a folder stands for all devices in it.</summary>
    /// <exception cref="LinkspanException">Invalid: not a device.</exception>
    public static IReadOnlyList<SpecDevice> Of(HostConfig host)
    {
        List<SpecDevice> devices = host.Privileged ? [.. Walk("/dev", "/dev", "rwm")] : [];
        foreach (DeviceRequest request in host.Devices)
        {
            string source = Path.GetFullPath(request.PathOnHost);
            if (!Path.Exists(source))
            {
                throw new LinkspanException(
                    ErrorKind.Invalid, $"error gathering device information while adding custom device \"{request.PathOnHost}\": no such file or directory");
            }

            string resolved = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source;
            string target = request.PathInContainer.Length > 0 ? request.PathInContainer : source;
            string access = request.CgroupPermissions.Length > 0 ? request.CgroupPermissions : "rwm";
            if (Libc.Stat(resolved) is { IsFolder: true })
            {
                devices.AddRange(Walk(resolved, target, access));
            }
            else
            {
                devices.Add(One(resolved, target, access) ?? throw new LinkspanException(
                    ErrorKind.Invalid, $"error gathering device information while adding custom device \"{request.PathOnHost}\": not a device node"));
            }
        }

        return devices;
    }

    private static SpecDevice? One(string source, string target, string access) => Libc.Stat(source) switch
    {
        { IsCharacterDevice: true } f => new SpecDevice(target, 'c', f.Major, f.Minor, f.Mode & 0xfffu, f.User, f.Group, access),
        { IsBlockDevice: true } f => new SpecDevice(target, 'b', f.Major, f.Minor, f.Mode & 0xfffu, f.User, f.Group, access),
        _ => null,
    };

    private static IEnumerable<SpecDevice> Walk(string folder, string target, string access)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            string inside = Path.Combine(target, name);
            if (Array.IndexOf(NotGiven, name) >= 0 || Libc.Stat(path) is not { } facts)
            {
                continue;
            }

            foreach (SpecDevice device in facts.IsFolder ? Walk(path, inside, access) : One(path, inside, access) is { } one ? [one] : [])
            {
                yield return device;
            }
        }
    }
}
