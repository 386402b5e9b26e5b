using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Linkspan.Containers.Model;
using Linkspan.Containers.Tools;
using Linkspan.Engine;

namespace Linkspan.Containers.Images;

/// <summary>
/// An image in a registry, fetched with skopeo into a folder in its <c>dir:</c> form, which keeps the registry's own manifest and so the digest that
/// users compare. Registries on loopback may speak plain HTTP, as Docker has it.
/// </summary>
internal sealed partial class RegistrySource
{
    private const int ShownDigits = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ExternalTool _skopeo = ExternalTool.Find("skopeo", "skopeo");
    private readonly ImageReference _name;
    private readonly string _source;
    private readonly string[] _authentication;
    private readonly TimeProvider _time;

    /// <param name="name">The image, with a tag or digest.</param>
    /// <param name="authentication">File with credentials; null for an anonymous pull.</param>
    /// <param name="time">Clock of the looks at how far the layers are.</param>
    /// <exception cref="LinkspanException">Unavailable: skopeo is not installed.</exception>
    public RegistrySource(ImageReference name, string? authentication, TimeProvider time)
    {
        _name = name;
        _source = "docker://" + (name with { Tag = name.Digest is null ? name.Tag : null }).Canonical;
        _authentication = authentication is null ? [] : ["--authfile", authentication];
        _time = time;
    }

    /// <summary>Digests of the layers of this machine's platform, lowest first.</summary>
    /// <exception cref="LinkspanException">NotFound: no such image, or not for everybody; Unavailable: the registry does not answer.</exception>
    public async Task<IReadOnlyList<string>> LayersAsync(CancellationToken cancellationToken)
    {
        ToolResult result = await _skopeo.RunAsync(
            ["inspect", "--no-tags", .. _authentication, .. Plain("--tls-verify=false"), _source], line: null, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Failure(result.Error);
        }

        using JsonDocument answer = JsonDocument.Parse(result.Output);
        return answer.RootElement.TryGetProperty("Layers", out JsonElement layers) && layers.ValueKind == JsonValueKind.Array
            ? [.. layers.EnumerateArray().Select(static layer => layer.GetString()!).Distinct(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Fetches the image; tells of each layer when it is there.</summary>
    /// <exception cref="LinkspanException">As for <see cref="LayersAsync"/>.</exception>
    public async Task CopyAsync(string folder, IReadOnlyList<string> layers, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        Task<ToolResult> copy = _skopeo.RunAsync(
            ["copy", "--quiet", .. _authentication, .. Plain("--src-tls-verify=false"), _source, "dir:" + folder], line: null, cancellationToken);
        var missing = layers.ToHashSet(StringComparer.Ordinal);
        for (bool ended = false; !ended;)
        {
            ended = await Task.WhenAny(copy, Task.Delay(Pause, _time, cancellationToken)) == copy;
            foreach (string layer in layers.Where(layer => missing.Contains(layer) && File.Exists(Path.Combine(folder, layer[(layer.IndexOf(':', StringComparison.Ordinal) + 1)..]))))
            {
                missing.Remove(layer);
                progress?.Report(new PullProgress(Short(layer), "Download complete"));
            }
        }

        ToolResult result = await copy;
        if (result.ExitCode != 0)
        {
            throw Failure(result.Error);
        }
    }

    /// <summary>A digest as progress names it.</summary>
    public static string Short(string digest)
    {
        string hex = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return hex[..Math.Min(ShownDigits, hex.Length)];
    }

    private string[] Plain(string flag)
    {
        string host = IPEndPoint.TryParse(_name.Domain, out IPEndPoint? end) ? end.Address.ToString() : _name.Domain.Split(':')[0];
        return host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address)) ? [flag] : [];
    }

    /// <summary>The message alone of the last line of skopeo's log: <c>time="…" level=fatal msg="…"</c>, and of that what the registry said.</summary>
    internal static string Words(string log)
    {
        if (LogLine().Matches(log) is not [.., { } last])
        {
            return log;
        }

        string message = last.Groups["message"].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        return Preface().Replace(message, "");
    }

    [GeneratedRegex("level=(fatal|error) msg=\"(?<message>([^\"\\\\]|\\\\.)*)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LogLine();

    [GeneratedRegex("^Error parsing image name \"[^\"]*\": ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Preface();

    private LinkspanException Failure(string error)
    {
        string text = Words(error.Trim());
        bool denied = text.Contains("unauthorized", StringComparison.OrdinalIgnoreCase) || text.Contains("denied", StringComparison.OrdinalIgnoreCase)
            || text.Contains("authentication required", StringComparison.OrdinalIgnoreCase);
        bool unknown = text.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase) || text.Contains("not found", StringComparison.OrdinalIgnoreCase);
        return denied ? new LinkspanException(ErrorKind.NotFound, $"pull access denied for {_name.FamiliarName}, repository does not exist or may require 'docker login': {text}")
            : unknown ? new LinkspanException(ErrorKind.NotFound, $"manifest for {_name.Familiar} not found: {text}")
            : new LinkspanException(ErrorKind.Unavailable, $"pull of {_name.Familiar} failed: {text}");
    }
}
