namespace Linkspan.Compat.Tests;

/// <summary>Limits of single block devices, as the stock client gives them.</summary>
public sealed class BlockIoTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void A_limit_of_a_disk_reaches_the_kernel_and_inspect()
    {
        string? disk = Directory.GetFileSystemEntries("/sys/block").Select(static path => "/dev/" + Path.GetFileName(path)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(disk is null, "no block device below /sys/block has a node in /dev");
        string numbers = File.ReadAllText($"/sys/block/{Path.GetFileName(disk)}/dev").Trim();
        daemon.Must(
            "run", "-d", "--name", "slow", "--device-read-bps", $"{disk}:1mb", "--device-write-bps", $"{disk}:2mb", "--device-read-iops", $"{disk}:300", "--device-write-iops", $"{disk}:400", "my_image");
        Assert.Equal(
            $"[{disk} 1048576] [{disk} 400]",
            daemon.Must("inspect", "-f", "{{range .HostConfig.BlkioDeviceReadBps}}[{{.Path}} {{.Rate}}]{{end}} {{range .HostConfig.BlkioDeviceWriteIOps}}[{{.Path}} {{.Rate}}]{{end}}", "slow"));
        string limits = KernelLimits(daemon.Must("inspect", "-f", "{{.State.Pid}}", "slow"));
        Assert.Contains(numbers, limits, StringComparison.Ordinal);
        foreach (string limit in new[] { "1048576", "2097152", "300", "400" })
        {
            Assert.Contains(limit, limits, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("there is no device \"/dev/nosuch\"", "--device-read-bps", "/dev/nosuch:1mb")]
    [InlineData("/dev/null is no block device", "--device-write-iops", "/dev/null:10")]
    [InlineData("there is no device \"/dev/nosuch\"", "--blkio-weight-device", "/dev/nosuch:100")]
    public void What_is_no_disk_is_told_at_create(string message, params string[] flags) =>
        Assert.Contains(message, daemon.Fails(["create", .. flags, "my_image"]), StringComparison.Ordinal);

    /// <summary>What the kernel has for the group of a process: <c>io.max</c> of cgroup v2, or the four files of v1.</summary>
    private static string KernelLimits(string process)
    {
        string[] groups = File.ReadAllLines($"/proc/{process}/cgroup");
        string? old = groups.Select(static line => line.Split(':', 3)).FirstOrDefault(static parts => parts[1].Split(',').Contains("blkio", StringComparer.Ordinal))?[2];
        string[] files = old is null
            ? [$"/sys/fs/cgroup{groups.Select(static line => line.Split(':', 3)).First(static parts => parts[0] == "0")[2]}/io.max"]
            : Directory.GetFiles($"/sys/fs/cgroup/blkio{old}", "blkio.throttle.*_device");
        return string.Concat(files.Select(File.ReadAllText));
    }
}
