using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.Tests;

public sealed class TimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1769860800", "2026-01-31T12:00:00.000000000Z")]
    [InlineData("1769860800.5", "2026-01-31T12:00:00.500000000Z")]
    [InlineData("10m", "2026-01-31T11:50:00.000000000Z")]
    [InlineData("1h30m", "2026-01-31T10:30:00.000000000Z")]
    [InlineData("1.5s", "2026-01-31T11:59:58.500000000Z")]
    [InlineData("2026-01-30T00:00:00+01:00", "2026-01-29T23:00:00.000000000Z")]
    [InlineData("2026-01-30T00:00:00.123456789Z", "2026-01-30T00:00:00.123456800Z")]
    public void Times_are_read(string text, string expected) => Assert.Equal(expected, ApiTime.Text(ApiTime.Parse(text, Now)));

    [Theory]
    [InlineData("zz")]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999999999999h")]
    [InlineData("1d")] // Go knows no days
    public void Only_10_of_these_is_a_time(string text)
    {
        if (text == "10")
        {
            Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(10), ApiTime.Parse(text, Now));
            return;
        }

        Assert.Equal(ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => ApiTime.Parse(text, Now)).Kind);
    }

    [Fact]
    public void A_duration_that_leads_out_of_the_calendar_is_none() => Assert.Equal(
        ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => ApiTime.Parse(string.Concat(Enumerable.Repeat("277777h", 70)), Now)).Kind);

    [Theory]
    [InlineData(0.5, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(3600, "About an hour")]
    [InlineData(2 * 3600, "2 hours")]
    [InlineData(47 * 3600, "47 hours")]
    [InlineData(48 * 3600, "2 days")]
    [InlineData(14 * 86400, "2 weeks")]
    [InlineData(60 * 86400, "2 months")]
    [InlineData(730 * 86400, "2 years")]
    public void Durations_read_as_in_docker_ps(double seconds, string text) => Assert.Equal(text, StatusText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(ContainerStatus.Created, "Created")]
    [InlineData(ContainerStatus.Running, "Up 5 seconds")]
    [InlineData(ContainerStatus.Paused, "Up 5 seconds (Paused)")]
    [InlineData(ContainerStatus.Exited, "Exited (3) 2 seconds ago")]
    [InlineData(ContainerStatus.Restarting, "Restarting (3) 2 seconds ago")]
    [InlineData(ContainerStatus.Dead, "Dead")]
    public void States_read_as_in_docker_ps(ContainerStatus status, string text) => Assert.Equal(
        text, StatusText.Of(new ContainerState { Status = status, ExitCode = 3, StartedAt = Now.AddSeconds(-5), FinishedAt = Now.AddSeconds(-2) }, Now));
}
