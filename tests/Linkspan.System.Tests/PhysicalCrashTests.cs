using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>
/// The engine stops for good at a random step of opening or closing a container on the segment, as by kill -9, and is opened again: nothing
/// stays on the parent, nothing is lost, and the host is never cut off. LINKSPAN_CRASH_ROUNDS sets the number of rounds.
/// </summary>
public sealed class PhysicalCrashTests : IDisposable
{
    private const int Steps = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("LINKSPAN_CRASH_ROUNDS"), null, out int rounds) ? rounds : 8;

    public void Dispose() => FaultPoint.Reached = null;

    [Theory]
    [InlineData("macvlan", "linkspan.host_access=true")]
    [InlineData("transparent", "linkspan.duplicate_detection=false")]
    public async Task After_crashes_at_random_steps_nothing_stays_on_the_parent(string driver, string option)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string routes = Routes();
        await fixture.CreateAsync("n1", request => Physical(request, driver, option));
        string waiting = Routes();
        var random = new Random(20);
        for (int round = 0; round < Rounds; round++)
        {
            await CrashAsync(random.Next(Steps), () => fixture.OpenAsync("c1", "n1"));
            await fixture.ReopenAsync();
            await Agreement.HoldsAsync(fixture);
            Sandbox sandbox = fixture.Engine.Sandboxes.Count == 0 ? await fixture.OpenAsync("c1", "n1") : fixture.Engine.Sandboxes[0];
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4), $"round {round}");
            await CrashAsync(random.Next(Steps), () => fixture.Engine.CloseSandboxAsync(sandbox.Id, Token));
            await fixture.ReopenAsync();
            await Agreement.HoldsAsync(fixture);
            foreach (Sandbox left in fixture.Engine.Sandboxes)
            {
                await fixture.Engine.CloseSandboxAsync(left.Id, Token);
            }

            Assert.Equal(waiting, Routes());
            lan.Run("ping", "-c1", "-W2", PhysicalLan.Host4);
        }

        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(routes, Routes());
        Assert.Empty(Witness.Host("ip -o link show type macvlan"));
    }

    private static NetworkRequest Physical(NetworkRequest request, string driver, string option) => request with
    {
        Driver = driver,
        Options = new[] { "parent=nic0", option }
            .Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]),
        Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" }],
    };

    private static async Task CrashAsync(int step, Func<Task> change)
    {
        int reached = 0;
        FaultPoint.Reached = name => _ = reached++ >= step ? throw new InvalidOperationException(name) : 0;
        try
        {
            await change();
        }
        catch (InvalidOperationException)
        {
            // the end of the process: nobody handles it
        }

        FaultPoint.Reached = null;
    }

    /// <summary>The host's addresses and routes, wherever they are now, but for the bridge's name.</summary>
    private static string Routes() => Witness.Host("ip -4 route").Replace(" linkdown", "", StringComparison.Ordinal);
}
