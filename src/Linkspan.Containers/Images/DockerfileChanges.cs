using System.Globalization;
using System.Text.Json;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Images;

/// <summary>The lines of <c>import --change</c>.</summary>
internal static class DockerfileChanges
{
    /// <summary>Applies lines in order.</summary>
    /// <exception cref="LinkspanException">Invalid: an instruction that cannot be used there, or one without an argument.</exception>
    public static ContainerConfig Apply(ContainerConfig config, IReadOnlyList<string> lines) => lines.Aggregate(config, Apply);

    private static ContainerConfig Apply(ContainerConfig config, string line)
    {
        string trimmed = line.Trim();
        int blank = trimmed.IndexOf(' ', StringComparison.Ordinal);
        string word = (blank < 0 ? trimmed : trimmed[..blank]).ToUpperInvariant();
        string rest = blank < 0 ? "" : trimmed[blank..].Trim();
        if (rest.Length == 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"{word} requires at least one argument");
        }

        return word switch
        {
            "CMD" => config with { Cmd = Command(rest) },
            "ENTRYPOINT" => config with { Entrypoint = Command(rest) },
            "ENV" => config with { Env = [.. config.Env, .. Pairs(rest).Select(static pair => pair.Key + "=" + pair.Value)] },
            "EXPOSE" => config with { ExposedPorts = [.. config.ExposedPorts, .. Words(rest).Select(static port => port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp")] },
            "HEALTHCHECK" => config with { Healthcheck = Check(rest) },
            "LABEL" => config with { Labels = Merge(config.Labels, Pairs(rest)) },
            "ONBUILD" => config with { OnBuild = [.. config.OnBuild, rest] },
            "STOPSIGNAL" => config with { StopSignal = rest },
            "USER" => config with { User = rest },
            "VOLUME" => config with { Volumes = [.. config.Volumes, .. rest.StartsWith('[') ? List(rest) : [.. Words(rest)]] },
            "WORKDIR" => config with { WorkingDir = Path.Combine("/", config.WorkingDir, rest) },
            _ => throw new LinkspanException(ErrorKind.Invalid, $"{word} is not a valid change command"),
        };
    }

    /// <summary><c>NONE</c>, or options before <c>CMD command</c>.</summary>
    private static HealthCheck Check(string text)
    {
        var check = new HealthCheck();
        while (text.StartsWith("--", StringComparison.Ordinal))
        {
            string option = Words(text)[0];
            string[] sides = option.Split('=', 2);
            string value = sides.Length == 2 ? sides[1] : "";
            check = sides[0] switch
            {
                "--interval" => check with { Interval = Duration(option, value) },
                "--timeout" => check with { Timeout = Duration(option, value) },
                "--start-period" => check with { StartPeriod = Duration(option, value) },
                "--start-interval" => check with { StartInterval = Duration(option, value) },
                "--retries" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int retries) => check with { Retries = retries },
                _ => throw new LinkspanException(ErrorKind.Invalid, $"HEALTHCHECK: {option} is no option of it; use --interval, --timeout, --start-period, --start-interval, --retries"),
            };
            text = text[option.Length..].Trim();
        }

        string word = (Words(text) is [{ } first, ..] ? first : "").ToUpperInvariant();
        string rest = text[word.Length..].Trim();
        return (word, rest) switch
        {
            ("NONE", "") => new HealthCheck { Test = ["NONE"] },
            ("CMD", { Length: > 0 }) => check with { Test = rest.StartsWith('[') ? ["CMD", .. List(rest)] : ["CMD-SHELL", rest] },
            _ => throw new LinkspanException(ErrorKind.Invalid, $"HEALTHCHECK {text}: write NONE, or CMD and a command"),
        };
    }

    /// <summary>Nanoseconds, as a health check has them.</summary>
    private static long Duration(string option, string value) => GoDuration.TryParse(value, out TimeSpan duration)
        ? duration.Ticks * TimeSpan.NanosecondsPerTick
        : throw new LinkspanException(ErrorKind.Invalid, $"HEALTHCHECK: {option} is no duration; write 30s, 1m30s or 500ms");

    private static List<string> Command(string text) => text.StartsWith('[') ? List(text) : ["/bin/sh", "-c", text];

    private static List<string> List(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(static item => item.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LinkspanException(ErrorKind.Invalid, $"not a JSON array of strings: {text}", e);
        }
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> old, List<KeyValuePair<string, string>> pairs)
    {
        var labels = new Dictionary<string, string>(old, StringComparer.Ordinal);
        pairs.ForEach(pair => labels[pair.Key] = pair.Value);
        return labels;
    }

    /// <summary><c>a=1 b="two words"</c>, or the old form <c>a rest of the line</c>.</summary>
    private static List<KeyValuePair<string, string>> Pairs(string text)
    {
        if (!Words(text)[0].Contains('=', StringComparison.Ordinal))
        {
            int blank = text.IndexOf(' ', StringComparison.Ordinal);
            return [new(blank < 0 ? text : text[..blank], blank < 0 ? "" : text[blank..].Trim())];
        }

        List<KeyValuePair<string, string>> pairs = [];
        var current = new System.Text.StringBuilder();
        char quote = '\0';
        foreach (char c in text + " ")
        {
            if (quote == '\0' && c == ' ')
            {
                if (current.Length > 0)
                {
                    string[] parts = current.ToString().Split('=', 2);
                    pairs.Add(new(parts[0], parts.Length > 1 ? parts[1] : ""));
                    current.Clear();
                }
            }
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else
            {
                current.Append(c);
            }
        }

        return pairs;
    }
}
