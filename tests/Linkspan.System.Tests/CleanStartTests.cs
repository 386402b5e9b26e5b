using System.Diagnostics;
using System.Globalization;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Route;

namespace Linkspan.System.Tests;

/// <summary>A start that finds everything as it should be reads, and changes nothing.</summary>
public sealed class CleanStartTests
{
    private const int PerNetwork = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Count => int.Parse(Environment.GetEnvironmentVariable("LINKSPAN_SCALE") ?? "60", CultureInfo.InvariantCulture);

    /// <summary>Stacks made ahead are changes too, at their own time.</summary>
    private static EngineOptions Bare(EngineOptions options) => options with { ReadySandboxes = 0 };

    [Fact]
    public async Task A_start_that_finds_all_as_it_should_be_changes_nothing_in_the_kernel()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(Bare);
        for (int number = 0; number < Count; number++)
        {
            string network = $"n{number / PerNetwork}";
            if (number % PerNetwork == 0)
            {
                await fixture.CreateAsync(network);
            }

            await fixture.OpenAsync($"c{number}", network, new PortRequest { ContainerPort = 80, HostPort = (ushort)(10_000 + number) });
        }

        await fixture.CloseAsync();
        using FilterSocket filter = FilterSocket.Open();
        uint generation = filter.Generation();
        int changes = 0;
        using (RouteWatch watch = RouteWatch.Start(change => Interlocked.Add(ref changes, change.Port == 0 ? 0 : 1)))
        {
            var clock = Stopwatch.StartNew();
            await fixture.ReopenAsync(Bare);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Count} endpoints: started in {clock.ElapsedMilliseconds} ms");
            Assert.True(fixture.Engine.Reconciled.IsEmpty, $"{fixture.Engine.Reconciled}");
            Assert.True(await fixture.Engine.AgreesAsync(Token));
            Assert.True(watch.IsDrained(TimeSpan.FromSeconds(10)));
        }

        Assert.Equal(generation, filter.Generation());
        Assert.Equal(0, Volatile.Read(ref changes));
    }
}
