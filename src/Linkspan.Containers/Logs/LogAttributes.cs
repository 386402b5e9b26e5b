using System.Text.RegularExpressions;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Logs;

/// <summary>
/// What <c>docker logs --details</c> puts before each line: the labels, variables and the tag that the log options <c>labels</c>, <c>labels-regex</c>, <c>env</c>,
/// <c>env-regex</c> and <c>tag</c> name. They do not change in a container's life, so the file need not repeat them line by line.
/// </summary>
internal static partial class LogAttributes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Checks what can be wrong in the options.</summary>
    /// <exception cref="LinkspanException">Invalid: no regular expression, or a field that a tag does not know.</exception>
    public static void Check(LogConfig log)
    {
        foreach (string key in new[] { "labels-regex", "env-regex" })
        {
            if (log.Config.TryGetValue(key, out string? pattern))
            {
                try
                {
                    _ = new Regex(pattern, RegexOptions.CultureInvariant, Patience);
                }
                catch (ArgumentException e)
                {
                    throw new LinkspanException(ErrorKind.Invalid, $"log option {key}={pattern} is no regular expression: {e.Message}", e);
                }
            }
        }

        if (log.Config.TryGetValue("tag", out string? tag) && Field().Matches(tag).FirstOrDefault(static match => Value(match, null) is null) is { } unknown)
        {
            throw new LinkspanException(
                ErrorKind.Invalid,
                $"log option tag: {unknown.Value} is unknown; use {{{{.ID}}}}, {{{{.FullID}}}}, {{{{.Name}}}}, {{{{.ImageName}}}}, {{{{.ImageID}}}}, {{{{.ImageFullID}}}} or {{{{.DaemonName}}}}");
        }
    }

    /// <summary>The attributes in the form of <c>--details</c>: <c>key=value</c> by key, commas between, escaped as in a query; empty for none.</summary>
    public static string Of(Container container)
    {
        IReadOnlyDictionary<string, string> options = container.HostConfig.LogConfig.Config;
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Choose(container.Config.Labels, options.GetValueOrDefault("labels"), options.GetValueOrDefault("labels-regex"), attributes);
        Choose(
            container.Config.Env.Select(static text => text.Split('=', 2)).Where(static pair => pair.Length == 2).Select(static pair => KeyValuePair.Create(pair[0], pair[1])),
            options.GetValueOrDefault("env"), options.GetValueOrDefault("env-regex"), attributes);
        if (options.GetValueOrDefault("tag") is { Length: > 0 } tag)
        {
            attributes["tag"] = Field().Replace(tag, match => Value(match, container) ?? match.Value);
        }

        return string.Join(',', attributes.Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
    }

    private static void Choose(IEnumerable<KeyValuePair<string, string>> all, string? names, string? pattern, SortedDictionary<string, string> chosen)
    {
        string[] named = (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Regex? regex = string.IsNullOrEmpty(pattern) ? null : new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        foreach ((string key, string value) in all)
        {
            if (named.Contains(key, StringComparer.Ordinal) || (regex?.IsMatch(key) ?? false))
            {
                chosen[key] = value;
            }
        }
    }

    private static string? Value(Match match, Container? container) => match.Groups["name"].Value switch
    {
        "ID" => container?.Id[..12] ?? "",
        "FullID" => container?.Id ?? "",
        "Name" => container?.Name ?? "",
        "ImageName" => container?.Config.Image ?? "",
        "ImageID" => container?.Image.Replace("sha256:", "", StringComparison.Ordinal)[..12] ?? "",
        "ImageFullID" => container?.Image ?? "",
        "DaemonName" => "docker",
        _ => null,
    };

    [GeneratedRegex(@"\{\{\s*\.?(?<name>[^{}\s]*)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Field();
}
