using System.Diagnostics;
using System.Globalization;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

public sealed class ManyNetworksTests
{
    private static int Count => int.Parse(Environment.GetEnvironmentVariable("LINKSPAN_NETWORKS") ?? "400", CultureInfo.InvariantCulture);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The last networks cost what the first did: what each costs must not grow with their number.</summary>
    [Fact]
    public async Task Many_networks_come_and_go()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        var watch = Stopwatch.StartNew();
        List<Network> networks = [];
        List<TimeSpan> hundreds = [];
        for (int number = 0; number < Count; number++)
        {
            networks.Add(await fixture.CreateAsync($"n{number}"));
            if (networks.Count % 100 == 0)
            {
                hundreds.Add(watch.Elapsed);
            }
        }

        Assert.Equal(Count, networks.Select(static network => network.Subnets[0].Prefix).Distinct().Count());
        Assert.Equal(0, fixture.Engine.RepairCount);
        foreach (Network network in networks)
        {
            await fixture.Engine.RemoveAsync(network.Id, Token);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"created: {string.Join(", ", hundreds.Select(static time => $"{time.TotalSeconds:F1}"))} s; with removal {watch.Elapsed.TotalSeconds:F1} s");
        TimeSpan first = hundreds[0];
        TimeSpan last = hundreds[^1] - hundreds[^2];
        Assert.True(last < (first * 3) + TimeSpan.FromSeconds(30), $"the first hundred took {first}, the last {last}");
    }
}
