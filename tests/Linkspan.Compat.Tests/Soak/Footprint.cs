using System.Globalization;
using System.Text.Json;

namespace Linkspan.Compat.Tests.Soak;

/// <summary>What a daemon without containers and networks of users has of everything that could leak.</summary>
internal sealed class Footprint
{
    private const int SpareDescriptors = 25; // connections that come and go
    private const long SpareBytes = 96L << 20;

    private readonly SortedDictionary<string, string> _exact = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Count, long Spare)> _counts = new(StringComparer.Ordinal);

    /// <summary>Takes it now.</summary>
    public static Footprint Take(DaemonFixture daemon)
    {
        var footprint = new Footprint();
        string[] links = Tool.Run("ip", "-o", "link").Output.Split('\n');
        var ahead = links.Where(static line => line.Contains("made ahead", StringComparison.Ordinal)).Select(NameOf).ToHashSet(StringComparer.Ordinal); // some or none yet
        footprint._exact["links"] = Lines(links, line => ahead.Contains(NameOf(line)) ? "" : NameOf(line));
        footprint._exact["addresses"] = Lines(
            Tool.Run("ip", "-o", "addr").Output.Split('\n'),
            line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..4] is var words && ahead.Contains(words[0]) ? "" : string.Join(' ', words));
        footprint._exact["routes"] = Lines(Tool.Run("ip", "route").Output.Split('\n'), static line => line.Trim());
        footprint._exact["elements"] = Elements(Tool.Run("nft", "-j", "list", "table", "inet", "linkspan").Output);
        footprint._exact["pins"] = string.Join('\n', Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")));
        footprint._exact["mounts"] = Lines(File.ReadAllLines("/proc/mounts"), line => line.Contains(Path.GetDirectoryName(daemon.ExecRoot)!, StringComparison.Ordinal) ? line : "");
        Count("daemon", daemon.ProcessId);
        Count("keeper", daemon.KeeperProcess());
        return footprint;

        void Count(string name, int process)
        {
            footprint._counts[$"{name}'s descriptors"] = (Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, SpareDescriptors);
            footprint._counts[$"{name}'s resident bytes"] = (Resident(process), SpareBytes);
        }
    }

    /// <summary>Resident memory of a process.</summary>
    public static long Resident(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(static line => long.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10).First();

    /// <summary>What a later one has more or less; null where nothing.</summary>
    public string? Compare(Footprint later)
    {
        foreach ((string name, string text) in _exact)
        {
            if (later._exact[name] != text)
            {
                return $"{name}: before\n{text}\nnow\n{later._exact[name]}";
            }
        }

        return _counts.Where(pair => later._counts[pair.Key].Count > pair.Value.Count + pair.Value.Spare)
            .Select(pair => $"{pair.Key}: {pair.Value.Count} before, {later._counts[pair.Key].Count} now").FirstOrDefault();
    }

    /// <summary>Name of a link, in the words of <c>ip -o link</c> and <c>ip -o addr</c>.</summary>
    private static string NameOf(string line) => line.Split(':') is { Length: > 1 } parts ? parts[1].Trim().Split('@')[0] : "";

    private static string Lines(IEnumerable<string> lines, Func<string, string> part) =>
        string.Join('\n', lines.Where(static line => line.Length > 0).Select(part).Where(static line => line.Length > 0).Order(StringComparer.Ordinal));

    /// <summary>How many elements each set and map has; which families forwarded before is not told by containers that are gone.</summary>
    private static string Elements(string table)
    {
        using JsonDocument document = JsonDocument.Parse(table);
        return string.Join(' ', document.RootElement.GetProperty("nftables").EnumerateArray()
            .SelectMany(static item => item.EnumerateObject())
            .Where(static item => item.Name is "set" or "map" && item.Value.GetProperty("name").GetString() != "guarded")
            .Select(static item => $"{item.Value.GetProperty("name")}={(item.Value.TryGetProperty("elem", out JsonElement elements) ? elements.GetArrayLength() : 0)}"));
    }
}
