using System.Text.RegularExpressions;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Volumes;

/// <summary><c>-v source:target[:options]</c> and <c>--mount</c>, as Docker reads them.</summary>
internal static partial class BindParser
{
    private static readonly string[] Propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

    /// <summary>Reads one <c>-v</c>.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static MountPoint Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is < 1 or > 3 || parts.Any(static part => part.Length == 0))
        {
            throw Bad($"invalid volume specification: '{text}'");
        }

        if (parts.Length == 1)
        {
            return Volume("", Target(parts[0], text), rw: true, "", copyUp: true);
        }

        string target = Target(parts[1], text);
        string mode = parts.Length > 2 ? parts[2] : "";
        (bool rw, string propagation, bool copyUp) = Modes(mode, text);
        if (parts[0].StartsWith('/'))
        {
            return new MountPoint
            {
                Type = "bind",
                Source = Clean(parts[0]),
                Destination = target,
                RW = rw,
                Mode = mode,
                Propagation = propagation.Length > 0 ? propagation : "rprivate",
                CreateSource = true,
            };
        }

        if (!NamePattern().IsMatch(parts[0]))
        {
            throw Bad(
                $"create {parts[0]}: \"{parts[0]}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path");
        }

        return propagation.Length > 0
            ? throw Bad($"invalid volume specification: '{text}': propagation is for bind mounts")
            : Volume(parts[0], target, rw, mode.Length == 0 ? "z" : mode, copyUp);
    }

    /// <summary>Reads one <c>--mount</c>.</summary>
    /// <exception cref="LinkspanException">Invalid; a missing source is an error here.</exception>
    public static MountPoint Of(MountRequest request)
    {
        string prefix = $"invalid mount config for type \"{request.Type}\": ";
        if (!request.Target.StartsWith('/'))
        {
            throw Bad(prefix + (request.Target.Length == 0 ? "field Target must not be empty" : $"invalid mount path: '{request.Target}' mount path must be absolute"));
        }

        if (Clean(request.Target) == "/")
        {
            throw Bad(prefix + "invalid specification: destination can't be '/'");
        }

        string target = Target(request.Target, request.Target);
        switch (request.Type)
        {
            case "bind":
                if (!request.Source.StartsWith('/'))
                {
                    throw Bad(prefix + (request.Source.Length == 0 ? "field Source must not be empty" : $"invalid mount path: '{request.Source}' mount path must be absolute"));
                }

                if (!request.CreateMountpoint && !Path.Exists(request.Source))
                {
                    throw Bad(prefix + "bind source path does not exist: " + request.Source);
                }

                if (request.Propagation.Length > 0 && Array.IndexOf(Propagations, request.Propagation) < 0)
                {
                    throw Bad($"{prefix}invalid propagation mode: {request.Propagation}; use {string.Join(", ", Propagations)}");
                }

                return new MountPoint
                {
                    Type = "bind",
                    Source = Clean(request.Source),
                    Destination = target,
                    RW = !request.ReadOnly,
                    Propagation = request.Propagation.Length > 0 ? request.Propagation : "rprivate",
                    NonRecursive = request.NonRecursive,
                    CreateSource = request.CreateMountpoint,
                };
            case "volume":
                return Volume(request.Source, target, !request.ReadOnly, "z", !request.NoCopy) with { Subpath = request.Subpath };
            case "tmpfs":
                if (request.Source.Length > 0)
                {
                    throw Bad(prefix + "field Source must not be specified");
                }

                List<string> options = [];
                if (request.TmpfsSize > 0)
                {
                    options.Add($"size={request.TmpfsSize}");
                }

                if (request.TmpfsMode > 0)
                {
                    options.Add("mode=" + Convert.ToString(request.TmpfsMode, 8));
                }

                return new MountPoint { Type = "tmpfs", Destination = target, RW = !request.ReadOnly, TmpfsOptions = string.Join(',', options) };
            default:
                throw Bad(prefix + "mount type unknown; use bind, volume or tmpfs");
        }
    }

    private static MountPoint Volume(string name, string target, bool rw, string mode, bool copyUp) => new()
    {
        Type = "volume",
        Name = name,
        Destination = target,
        Driver = "local",
        RW = rw,
        Mode = mode,
        Anonymous = name.Length == 0,
        CopyUp = copyUp,
    };

    private static (bool Writable, string Propagation, bool CopyUp) Modes(string mode, string text)
    {
        bool rw = true;
        bool copyUp = true;
        string propagation = "";
        string[] options = mode.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (options.Contains("ro", StringComparer.Ordinal) && options.Contains("rw", StringComparer.Ordinal))
        {
            throw Bad($"invalid mode: {mode}: in '{text}', which asks for both");
        }

        foreach (string option in options)
        {
            switch (option)
            {
                case "ro":
                    rw = false;
                    break;
                case "nocopy":
                    copyUp = false;
                    break;
                case "rw" or "z" or "Z" or "consistent" or "cached" or "delegated" or "copy":
                    break;
                case var _ when Array.IndexOf(Propagations, option) >= 0:
                    propagation = option;
                    break;
                default:
                    throw Bad($"invalid mode: {mode}: in '{text}'");
            }
        }

        return (rw, propagation, copyUp);
    }

    private static string Target(string path, string text)
    {
        if (!path.StartsWith('/'))
        {
            throw Bad($"invalid volume specification: '{text}': invalid mount config for type \"volume\": invalid mount path: '{path}' mount path must be absolute");
        }

        string clean = Clean(path);
        return clean == "/" ? throw Bad($"invalid volume specification: '{text}': invalid specification: destination can't be '/'") : clean;
    }

    private static string Clean(string path) => Path.GetFullPath(path) is ['/', .., '/'] full ? full.TrimEnd('/') : Path.GetFullPath(path);

    private static LinkspanException Bad(string text) => new(ErrorKind.Invalid, text);

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}
