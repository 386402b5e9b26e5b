using System.Globalization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>Reads what a container uses from its control groups and its network namespace.</summary>
internal static class StatsReader
{
    private const ulong NanosecondsPerMicrosecond = 1000;
    private const ulong NanosecondsPerTick = 10_000_000; // USER_HZ is 100 on every architecture that .NET runs on

    /// <summary>One sample.</summary>
    /// <param name="container">Container; one that does not run has used nothing.</param>
    /// <param name="before">The sample before, null for the first.</param>
    /// <param name="now">Time of the sample.</param>
    public static StatsBody Read(Container container, StatsBody? before, DateTimeOffset now) => Read(container, before, now, static pid => CgroupFiles.Of(pid));

    /// <summary>One sample from the groups that <paramref name="groups"/> finds.</summary>
    internal static StatsBody Read(Container container, StatsBody? before, DateTimeOffset now, Func<int, CgroupFiles> groups)
    {
        int pid = container.State.Pid;
        var body = new StatsBody
        {
            Name = "/" + container.Name,
            Id = container.Id,
            Read = ApiTime.Text(pid > 0 ? now : null),
            Preread = before?.Read ?? ApiTime.Never,
            PidsStats = new PidsBody(),
            BlkioStats = new BlockIoBody(null),
            CpuStats = new CpuBody(),
            PrecpuStats = before?.CpuStats ?? new CpuBody(),
            MemoryStats = new MemoryBody(),
        };
        if (pid <= 0)
        {
            return body;
        }

        CgroupFiles files = groups(pid);
        return body with
        {
            PidsStats = new PidsBody { Current = files.Number("pids", "pids.current"), Limit = files.Number("pids", "pids.max") is { } most && most < ulong.MaxValue ? most : null },
            BlkioStats = files.Unified ? new BlockIoBody(BlockIo(files.Lines("", "io.stat"))) : new BlockIoBody(BlockIoV1(files.Lines("blkio", "blkio.throttle.io_service_bytes")), []),
            CpuStats = Cpu(files),
            MemoryStats = Memory(files),
            Networks = container.NetworkMode == "host" ? null : Traffic(CgroupFiles.Lines($"/proc/{pid}/net/dev")),
        };
    }

    /// <summary>Reads <c>/proc/PID/net/dev</c>; lo is left out.</summary>
    internal static Dictionary<string, TrafficBody> Traffic(IEnumerable<string> lines)
    {
        var links = new Dictionary<string, TrafficBody>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string[] sides = line.Split(':', 2);
            if (sides.Length < 2 || sides[0].Trim() == "lo")
            {
                continue;
            }

            ulong[] n = [.. sides[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => ulong.Parse(word, CultureInfo.InvariantCulture))];
            if (n.Length >= 12)
            {
                links[sides[0].Trim()] = new TrafficBody(n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]);
            }
        }

        return links;
    }

    /// <summary>Reads <c>io.stat</c>: <c>8:0 rbytes=1 wbytes=2 …</c>.</summary>
    internal static List<BlockIoEntryBody> BlockIo(IEnumerable<string> lines)
    {
        List<BlockIoEntryBody> entries = [];
        foreach (string[] words in lines.Select(static line => line.Split(' ')))
        {
            foreach (string word in words.Skip(1))
            {
                string? operation = word.StartsWith("rbytes=", StringComparison.Ordinal) ? "read" : word.StartsWith("wbytes=", StringComparison.Ordinal) ? "write" : null;
                if (operation is not null)
                {
                    Add(entries, words[0], operation, word[7..]);
                }
            }
        }

        return entries;
    }

    /// <summary>Reads version 1's <c>blkio.throttle.io_service_bytes</c>: <c>8:0 Read 1</c>.</summary>
    private static List<BlockIoEntryBody> BlockIoV1(IEnumerable<string> lines)
    {
        List<BlockIoEntryBody> entries = [];
        foreach (string[] words in lines.Select(static line => line.Split(' ')).Where(static words => words is [_, "Read" or "Write", _]))
        {
            Add(entries, words[0], words[1].ToLowerInvariant(), words[2]);
        }

        return entries;
    }

    private static void Add(List<BlockIoEntryBody> entries, string device, string operation, string bytes)
    {
        if (device.Split(':') is [string major, string minor] && ulong.TryParse(major, out ulong a) && ulong.TryParse(minor, out ulong b) && ulong.TryParse(bytes, out ulong value))
        {
            entries.Add(new BlockIoEntryBody(a, b, operation, value));
        }
    }

    private static CpuBody Cpu(CgroupFiles files)
    {
        IReadOnlyDictionary<string, ulong> stat = files.Table("cpu", "cpu.stat");
        IReadOnlyDictionary<string, ulong> ticks = files.Unified ? stat : files.Table("cpuacct", "cpuacct.stat");
        return new CpuBody
        {
            CpuUsage = files.Unified
                ? new CpuUsageBody
                {
                    TotalUsage = stat.GetValueOrDefault("usage_usec") * NanosecondsPerMicrosecond,
                    UsageInKernelmode = stat.GetValueOrDefault("system_usec") * NanosecondsPerMicrosecond,
                    UsageInUsermode = stat.GetValueOrDefault("user_usec") * NanosecondsPerMicrosecond,
                }
                : new CpuUsageBody
                {
                    TotalUsage = files.Number("cpuacct", "cpuacct.usage") ?? 0,
                    PercpuUsage = PerProcessor(files),
                    UsageInKernelmode = ticks.GetValueOrDefault("system") * NanosecondsPerTick,
                    UsageInUsermode = ticks.GetValueOrDefault("user") * NanosecondsPerTick,
                },
            SystemCpuUsage = SystemUsage(CgroupFiles.Lines("/proc/stat")),
            OnlineCpus = Environment.ProcessorCount,
            ThrottlingData = new ThrottlingBody
            {
                Periods = stat.GetValueOrDefault("nr_periods"),
                ThrottledPeriods = stat.GetValueOrDefault("nr_throttled"),
                ThrottledTime = files.Unified ? stat.GetValueOrDefault("throttled_usec") * NanosecondsPerMicrosecond : stat.GetValueOrDefault("throttled_time"),
            },
        };
    }

    private static ulong[]? PerProcessor(CgroupFiles files)
    {
        string? line = files.Lines("cpuacct", "cpuacct.usage_percpu").FirstOrDefault();
        return line is null ? null : [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => ulong.Parse(word, CultureInfo.InvariantCulture))];
    }

    /// <summary>Time of all processors, the idle time included: the first seven numbers of <c>/proc/stat</c>.</summary>
    internal static ulong SystemUsage(IEnumerable<string> lines)
    {
        string? total = lines.FirstOrDefault(static line => line.StartsWith("cpu ", StringComparison.Ordinal));
        ulong ticks = 0;
        foreach (string word in (total ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(7))
        {
            ticks += ulong.Parse(word, CultureInfo.InvariantCulture);
        }

        return ticks * NanosecondsPerTick;
    }

    private static MemoryBody Memory(CgroupFiles files)
    {
        ulong total = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        ulong limit = files.Number("memory", files.Unified ? "memory.max" : "memory.limit_in_bytes") ?? ulong.MaxValue;
        return new MemoryBody
        {
            Usage = files.Number("memory", files.Unified ? "memory.current" : "memory.usage_in_bytes") ?? 0,
            MaxUsage = files.Unified ? null : files.Number("memory", "memory.max_usage_in_bytes"),
            Stats = files.Table("memory", "memory.stat"),
            Limit = Math.Min(limit, total),
        };
    }
}
