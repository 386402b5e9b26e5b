using Linkspan.Containers.Images;
using Linkspan.Containers.Model;
using Linkspan.Engine;

namespace Linkspan.Containers.Tests;

public sealed class DockerfileChangesTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData("1m30s", 90 * Second)]
    [InlineData("1.5s", 1_500_000_000)]
    [InlineData("500ms", 500_000_000)]
    [InlineData("2us", 2000)]
    [InlineData("0", 0)] // Docker's default
    public void A_health_checks_times_are_Go_durations(string text, long nanoseconds)
    {
        HealthCheck check = Apply($"HEALTHCHECK --interval={text} --timeout={text} --start-period={text} --start-interval={text} --retries=2 CMD true").Healthcheck!;
        Assert.Equal((nanoseconds, nanoseconds, nanoseconds, nanoseconds, 2), (check.Interval, check.Timeout, check.StartPeriod, check.StartInterval, check.Retries));
    }

    [Theory]
    [InlineData("HEALTHCHECK --interval=soon CMD true")]
    [InlineData("HEALTHCHECK --interval=10 CMD true")]
    [InlineData("HEALTHCHECK --interval= CMD true")]
    [InlineData("HEALTHCHECK --interval CMD true")]
    [InlineData("HEALTHCHECK --interval=-1s CMD true")]
    [InlineData("HEALTHCHECK --interval=999999999h CMD true")] // more nanoseconds than a check can hold
    [InlineData("HEALTHCHECK --patience=1s CMD true")]
    public void Other_times_are_refused(string line) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => Apply(line)).Kind);

    private static ContainerConfig Apply(string line) => DockerfileChanges.Apply(new ContainerConfig { Image = "x" }, [line]);
}
