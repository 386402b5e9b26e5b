using Linkspan.Engine.Plans;

namespace Linkspan.Engine.Tests;

public sealed class RepairBookTests
{
    private static readonly SysctlFact Fact = new("", "net/ipv4/conf/b0/route_localnet", "1");
    private static readonly SysctlFact Other = new("", "net/ipv4/conf/b1/route_localnet", "1");

    private readonly Clock _clock = new();
    private readonly RepairBook _book;

    public RepairBookTests() => _book = new RepairBook(_clock);

    [Fact]
    public void What_drifts_too_often_is_left_alone_and_nothing_else_is()
    {
        Assert.False(_book.LeavesAlone(Fact));
        Assert.Equal(TimeSpan.FromMinutes(1), Drift());
        Assert.True(_book.LeavesAlone(Fact));
        Assert.False(_book.LeavesAlone(Other));
        Assert.False(_book.Allows(Fact, out TimeSpan? told));
        Assert.Null(told); // it is said once
        Assert.Equal([$"{Fact}"], _book.Suspended);
    }

    [Fact]
    public void Each_pause_is_twice_as_long_and_its_end_is_told_once()
    {
        foreach (int minutes in new[] { 1, 2, 4 })
        {
            Assert.Equal(TimeSpan.FromMinutes(minutes), Drift());
            Assert.False(_book.PauseEnded());
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.False(_book.LeavesAlone(Fact));
            Assert.Equal((minutes, true), (minutes, _book.PauseEnded()));
            Assert.False(_book.PauseEnded());
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets the fact drift until it is left alone.</summary>
    /// <returns>For how long.</returns>
    private TimeSpan? Drift()
    {
        for (int times = 0; times < RepairBook.Patience; times++)
        {
            Assert.True(_book.Allows(Fact, out _));
        }

        Assert.False(_book.Allows(Fact, out TimeSpan? pause));
        return pause;
    }
}
