namespace Linkspan.Cli.Input;

/// <summary>One <c>--mount</c>: <c>type=bind,source=/a,target=/b,readonly</c>.</summary>
internal static class MountSpec
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">A key is not known, or the target is missing.</exception>
    public static MountSettings Parse(string text)
    {
        var mount = new MountSettings { Type = "volume" };
        foreach ((string key, string value) in KeyValues.Of(text, "mount"))
        {
            switch (key)
            {
                case "type":
                    mount.Type = value is "bind" or "volume" or "tmpfs" ? value : throw new CliException($"invalid mount {text}: type {value} is not bind, volume or tmpfs");
                    break;
                case "source" or "src":
                    mount.Source = value;
                    break;
                case "target" or "dst" or "destination":
                    mount.Target = value;
                    break;
                case "readonly" or "ro":
                    mount.ReadOnly = value is "" or "1" or "true";
                    break;
                case "bind-propagation":
                    mount.BindOptions = new BindSettings { Propagation = value };
                    break;
                case "volume-nocopy":
                    mount.VolumeOptions = new VolumeSettings { NoCopy = value is "" or "1" or "true" };
                    break;
                case "tmpfs-size":
                    (mount.TmpfsOptions ??= new()).SizeBytes = Quantities.Bytes(value, "tmpfs-size");
                    break;
                case "tmpfs-mode":
                    (mount.TmpfsOptions ??= new()).Mode = Convert.ToInt32(value, 8);
                    break;
                default:
                    throw new CliException($"invalid mount {text}: {key} is not known");
            }
        }

        if (mount is { Type: "bind", Source: { } source } && source.StartsWith('.'))
        {
            mount.Source = Path.GetFullPath(source);
        }

        return string.IsNullOrEmpty(mount.Target) ? throw new CliException($"invalid mount {text}: target= is missing") : mount;
    }
}
