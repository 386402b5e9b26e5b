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
