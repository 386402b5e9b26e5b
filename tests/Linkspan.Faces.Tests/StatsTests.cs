using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Stats;

namespace Linkspan.Faces.Tests;

public sealed class StatsTests
{
    [Fact]
    public void Traffic_is_read_by_link_without_lo()
    {
        string[] lines =
        [
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
            "    lo:       9       9    0    0    0     0          0         0        9       9    0    0    0     0       0          0",
            "  eth0:1234567     12    1    2    0     0          0         0     7654      34    3    4    0     0       0          0",
        ];

        KeyValuePair<string, TrafficBody> only = Assert.Single(StatsReader.Traffic(lines));

        Assert.Equal(("eth0", new TrafficBody(1234567, 12, 1, 2, 7654, 34, 3, 4)), (only.Key, only.Value));
    }

    [Fact]
    public void Block_io_is_read_by_device_and_direction() => Assert.Equal(
        [new BlockIoEntryBody(8, 0, "read", 10), new BlockIoEntryBody(8, 0, "write", 20), new BlockIoEntryBody(254, 1, "write", 5)],
        StatsReader.BlockIo(["8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0", "254:1 wbytes=5", "rubbish", ""]));

    [Fact]
    public void System_time_is_the_sum_of_the_first_seven_counters() =>
        Assert.Equal(280_000_000UL, StatsReader.SystemUsage(["cpu  1 2 3 4 5 6 7 100 100 100", "cpu0 9 9 9 9 9 9 9 9 9 9"]));

    [Fact]
    public void A_living_process_has_used_processor_time_and_a_dead_one_nothing()
    {
        StatsBody living = StatsReader.Read(With(Environment.ProcessId), null, DateTimeOffset.UnixEpoch);
        StatsBody gone = StatsReader.Read(With(0), living, DateTimeOffset.UnixEpoch);

        Assert.True(living.CpuStats.SystemCpuUsage > 0);
        Assert.True(living.MemoryStats.Limit > 0);
        Assert.Equal((0UL, 0UL), (gone.CpuStats.CpuUsage.TotalUsage, gone.MemoryStats.Usage));
        Assert.Equal(living.CpuStats, gone.PrecpuStats);
    }

    /// <summary>The files as kernel 6.1 writes them, put into a folder: the machine of the test may have the other version.</summary>
    [Fact]
    public void Cgroup_version_2_is_read()
    {
        using var groups = new Folder();
        groups.Write("cgroup.controllers", "cpuset cpu io memory pids\n");
        groups.Write("proc/7/cgroup", "0::/linkspan/abc\n");
        groups.Write("linkspan/abc/memory.current", "5242880\n");
        groups.Write("linkspan/abc/memory.max", "67108864\n");
        groups.Write("linkspan/abc/memory.stat", "anon 4096\nfile 8192\ninactive_file 100\n");
        groups.Write("linkspan/abc/cpu.stat", "usage_usec 3000\nuser_usec 2000\nsystem_usec 1000\nnr_periods 9\nnr_throttled 2\nthrottled_usec 40\n");
        groups.Write("linkspan/abc/pids.current", "3\n");
        groups.Write("linkspan/abc/pids.max", "max\n");
        groups.Write("linkspan/abc/io.stat", "254:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n");

        StatsBody sample = StatsReader.Read(With(7), null, DateTimeOffset.UnixEpoch, groups.Of);

        Assert.Equal((5242880UL, 67108864UL, 100UL), (sample.MemoryStats.Usage, sample.MemoryStats.Limit, sample.MemoryStats.Stats["inactive_file"]));
        Assert.Null(sample.MemoryStats.MaxUsage);
        Assert.Equal((3_000_000UL, 1_000_000UL, 2_000_000UL), (sample.CpuStats.CpuUsage.TotalUsage, sample.CpuStats.CpuUsage.UsageInKernelmode, sample.CpuStats.CpuUsage.UsageInUsermode));
        Assert.Null(sample.CpuStats.CpuUsage.PercpuUsage);
        Assert.Equal((9UL, 2UL, 40_000UL), (sample.CpuStats.ThrottlingData.Periods, sample.CpuStats.ThrottlingData.ThrottledPeriods, sample.CpuStats.ThrottlingData.ThrottledTime));
        Assert.Equal((3UL, null), (sample.PidsStats.Current, sample.PidsStats.Limit));
        Assert.Equal([new BlockIoEntryBody(254, 0, "read", 10), new BlockIoEntryBody(254, 0, "write", 20)], sample.BlkioStats.IoServiceBytesRecursive!);
    }

    [Fact]
    public void Cgroup_version_1_is_read_beside_an_empty_hierarchy_of_version_2()
    {
        using var groups = new Folder();
        groups.Write("proc/7/cgroup", "5:memory:/x\n4:cpu,cpuacct:/x\n3:pids:/x\n2:blkio:/x\n1:name=systemd:/x\n0::/x\n");
        groups.Write("memory/x/memory.usage_in_bytes", "100\n");
        groups.Write("memory/x/memory.max_usage_in_bytes", "200\n");
        groups.Write("memory/x/memory.limit_in_bytes", "9223372036854771712\n");
        groups.Write("cpu,cpuacct/x/cpuacct.usage", "77\n");
        groups.Write("cpu,cpuacct/x/cpuacct.usage_percpu", "70 7 \n");
        groups.Write("cpu,cpuacct/x/cpuacct.stat", "user 1\nsystem 2\n");
        groups.Write("pids/x/pids.current", "4\n");
        groups.Write("pids/x/pids.max", "10\n");
        groups.Write("blkio/x/blkio.throttle.io_service_bytes", "254:0 Read 11\n254:0 Write 22\n254:0 Sync 33\nTotal 33\n");

        StatsBody sample = StatsReader.Read(With(7), null, DateTimeOffset.UnixEpoch, groups.Of);

        Assert.Equal((100UL, 200UL), (sample.MemoryStats.Usage, sample.MemoryStats.MaxUsage));
        Assert.True(sample.MemoryStats.Limit < 9223372036854771712UL, "no limit is all of the machine's memory");
        Assert.Equal((77UL, 20_000_000UL, 10_000_000UL), (sample.CpuStats.CpuUsage.TotalUsage, sample.CpuStats.CpuUsage.UsageInKernelmode, sample.CpuStats.CpuUsage.UsageInUsermode));
        Assert.Equal([70UL, 7UL], sample.CpuStats.CpuUsage.PercpuUsage!);
        Assert.Equal((4UL, 10UL), (sample.PidsStats.Current, sample.PidsStats.Limit));
        Assert.Equal([new BlockIoEntryBody(254, 0, "read", 11), new BlockIoEntryBody(254, 0, "write", 22)], sample.BlkioStats.IoServiceBytesRecursive!);
    }

    [Fact]
    public void Groups_that_are_gone_are_nothing_used()
    {
        using var groups = new Folder();
        groups.Write("cgroup.controllers", "");
        StatsBody sample = StatsReader.Read(With(7), null, DateTimeOffset.UnixEpoch, groups.Of);
        Assert.Equal((0UL, 0UL, null), (sample.MemoryStats.Usage, sample.CpuStats.CpuUsage.TotalUsage, sample.PidsStats.Current));
    }

    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("faces-stats-").FullName;

        public CgroupFiles Of(int pid) => CgroupFiles.Of(pid, _path, Path.Combine(_path, "proc"));

        public void Write(string file, string content)
        {
            string path = Path.Combine(_path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }

    private static Container With(int pid) => new()
    {
        Id = new string('a', 64),
        Name = "c",
        Created = DateTimeOffset.UnixEpoch,
        Config = new ContainerConfig(),
        HostConfig = new HostConfig(),
        Image = "",
        Path = "x",
        Folder = "/",
        State = new ContainerState { Status = pid > 0 ? ContainerStatus.Running : ContainerStatus.Exited, Pid = pid },
    };
}
