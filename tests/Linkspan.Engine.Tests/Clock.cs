namespace Linkspan.Engine.Tests;

/// <summary>A clock that moves when the test says so.</summary>
internal sealed class Clock : TimeProvider
{
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed;

    public void Advance(TimeSpan time) => _elapsed += time;
}
