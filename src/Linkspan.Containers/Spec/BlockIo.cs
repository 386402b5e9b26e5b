using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Containers.Native;
using Linkspan.Engine;

namespace Linkspan.Containers.Spec;

/// <summary>Limits of block I/O: OCI runtime-spec, config-linux.md, "Block IO".</summary>
internal static class BlockIo
{
    private const int LeastWeight = 10;
    private const int GreatestWeight = 1000;

    /// <summary>Checks weights and devices, so that what is wrong is told at create.</summary>
    /// <exception cref="LinkspanException">Invalid: a weight out of range, or no block device.</exception>
    public static void Check(HostConfig host)
    {
        if (host.BlkioWeight is > 0 and (< LeastWeight or > GreatestWeight))
        {
            throw new LinkspanException(ErrorKind.Invalid, "Range of blkio weight is from 10 to 1000");
        }

        foreach (DeviceLimit limit in host.BlkioWeightDevice.Where(static limit => limit.Value is < LeastWeight or > GreatestWeight))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"weight {limit.Value} of device {limit.Path}: the range is from 10 to 1000");
        }

        foreach (DeviceLimit limit in Lists(host).SelectMany(static list => list.Limits))
        {
            _ = Facts(limit);
        }
    }

    /// <summary>Writes <c>blockIO</c>; nothing where nothing is limited.</summary>
    /// <exception cref="LinkspanException">Invalid: a device has gone since the container was created.</exception>
    public static void Write(Utf8JsonWriter json, HostConfig host)
    {
        if (host.BlkioWeight == 0 && Lists(host).All(static list => list.Limits.Count == 0))
        {
            return;
        }

        json.WriteStartObject("blockIO");
        if (host.BlkioWeight > 0)
        {
            json.WriteNumber("weight", host.BlkioWeight);
        }

        foreach ((string name, string value, IReadOnlyList<DeviceLimit> limits) in Lists(host).Where(static list => list.Limits.Count > 0))
        {
            json.WriteStartArray(name);
            foreach (DeviceLimit limit in limits)
            {
                FileFacts device = Facts(limit);
                json.WriteStartObject();
                json.WriteNumber("major", device.Major);
                json.WriteNumber("minor", device.Minor);
                json.WriteNumber(value, limit.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static (string Name, string Value, IReadOnlyList<DeviceLimit> Limits)[] Lists(HostConfig host) =>
    [
        ("weightDevice", "weight", host.BlkioWeightDevice),
        ("throttleReadBpsDevice", "rate", host.BlkioDeviceReadBps),
        ("throttleWriteBpsDevice", "rate", host.BlkioDeviceWriteBps),
        ("throttleReadIOPSDevice", "rate", host.BlkioDeviceReadIops),
        ("throttleWriteIOPSDevice", "rate", host.BlkioDeviceWriteIops),
    ];

    private static FileFacts Facts(DeviceLimit limit) => Stat(limit.Path) switch
    {
        { IsBlockDevice: true } facts => facts,
        null => throw new LinkspanException(ErrorKind.Invalid, $"limit of block I/O: there is no device \"{limit.Path}\""),
        _ => throw new LinkspanException(ErrorKind.Invalid, $"limit of block I/O: {limit.Path} is no block device; name a disk such as /dev/sda, not a file or a folder on it"),
    };

    private static FileFacts? Stat(string path)
    {
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return Libc.Stat(new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path);
        }
        catch (IOException)
        {
            return null; // a link that leads nowhere
        }
    }
}
