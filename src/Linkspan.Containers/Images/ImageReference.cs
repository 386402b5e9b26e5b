using System.Text.RegularExpressions;
using Linkspan.Engine;

namespace Linkspan.Containers.Images;

/// <summary>
/// A name for an image, parsed as Docker does: <c>[domain/]path[:tag][@digest]</c>, where a first part without dot, colon and capitals that is
/// not <c>localhost</c> belongs to the path, and a path of one part stands below <c>library/</c>.
/// </summary>
/// <param name="Domain">Registry.</param>
/// <param name="Path">Repository in it.</param>
/// <param name="Tag">Tag; null where none was given.</param>
/// <param name="Digest">Digest with its algorithm; null where none was given.</param>
internal sealed partial record ImageReference(string Domain, string Path, string? Tag, string? Digest)
{
    private const string DefaultDomain = "docker.io";

    /// <summary>Name without tag and digest as users write it.</summary>
    public string FamiliarName => Domain != DefaultDomain ? Domain + "/" + Path
        : Path.StartsWith("library/", StringComparison.Ordinal) && Path.IndexOf('/', 8) < 0 ? Path[8..] : Path;

    /// <summary>The reference as users write it.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The reference in full, as containerd keeps it.</summary>
    public string Canonical => Domain + "/" + Path + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>The reference with <c>latest</c> where it has neither tag nor digest.</summary>
    public ImageReference Tagged() => Tag is null && Digest is null ? this with { Tag = "latest" } : this;

    /// <summary>Parses a reference.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out ImageReference? reference, out string error)
        ? reference
        : throw new LinkspanException(ErrorKind.Invalid, error);

    /// <summary>Parses a reference; false with the reason where it is none.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ImageReference? reference, out string error)
    {
        reference = null;
        error = "invalid reference format";
        if (HexId().IsMatch(text))
        {
            error = $"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings";
            return false;
        }

        string rest = text;
        string? digest = null;
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!DigestPattern().IsMatch(digest))
            {
                return false;
            }
        }

        string? tag = null;
        int colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!TagPattern().IsMatch(tag))
            {
                return false;
            }
        }

        (string domain, string path) = Split(rest);
        if (!PathPattern().IsMatch(path))
        {
            if (PathPattern().IsMatch(path.ToLowerInvariant()))
            {
                error = $"invalid reference format: repository name ({path}) must be lowercase";
            }

            return false;
        }

        if (!DomainPattern().IsMatch(domain) || domain.Length + path.Length + 1 > 255)
        {
            return false;
        }

        reference = new ImageReference(domain, path, tag, digest);
        return true;
    }

    private static (string Domain, string Path) Split(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : name[..slash];
        bool named = slash >= 0 && (first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsUpper));
        string domain = named ? first : DefaultDomain;
        string path = named ? name[(slash + 1)..] : name;
        if (domain == "index.docker.io")
        {
            domain = DefaultDomain;
        }

        if (domain == DefaultDomain && path.Length > 0 && !path.Contains('/', StringComparison.Ordinal))
        {
            path = "library/" + path;
        }

        return (domain, path);
    }

    [GeneratedRegex("^[a-f0-9]{64}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HexId();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DigestPattern();

    [GeneratedRegex(@"^\w[\w.-]{0,127}$", RegexOptions.CultureInvariant | RegexOptions.ECMAScript, 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PathPattern();

    [GeneratedRegex(
        @"^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DomainPattern();
}
