namespace Linkspan.Engine.Tests;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)] // the only number without a unit
    [InlineData("0s", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("30s1h", 3_630_000)] // any order
    [InlineData("1.5s", 1500)]
    [InlineData(".5s", 500)]
    [InlineData("1.h.5m", 3_630_000)]
    [InlineData("500ms", 500)]
    [InlineData("1us", 0.001)]
    [InlineData("1\u00b5s", 0.001)]
    [InlineData("1\u03bcs", 0.001)]
    [InlineData("1500ns", 0.0015)]
    [InlineData("99ns", 0)] // below 100 ns, which a TimeSpan cannot tell
    [InlineData("2562047h", 9_223_369_200_000)] // 292 years
    public void Is_read_as_in_Go(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")] // no unit
    [InlineData("s")] // no number
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("1x")]
    [InlineData("1d")] // Go knows no days: some have 23 hours
    [InlineData("1S")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1e3s")]
    [InlineData("\u0661s")] // a digit, but not Go's
    [InlineData("soon")]
    [InlineData("2562048h")] // more nanoseconds than Go counts
    [InlineData("2562047h2562047h")]
    [InlineData("99999999999999999999h")]
    [InlineData("99999999999999999999999999999999999999999h")] // more than a decimal holds
    public void What_Go_refuses_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
