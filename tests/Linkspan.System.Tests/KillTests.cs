using System.Diagnostics;
using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>
/// Two hundred containers on a driver, while the process that makes them is killed with SIGKILL at random moments and started again: in the end
/// kernel, keeper, store and API agree, everybody is reached, and all of it can be removed.
/// </summary>
public sealed class KillTests
{
    private const int Containers = 200;
    private const int Kills = 8;
    private const int Sample = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("macvlan", "linkspan.host_access=true")]
    [InlineData("transparent", "linkspan.duplicate_detection=false")]
    public async Task Two_hundred_containers_survive_the_death_of_their_maker(string driver, string option)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        string before = Routes();
        await fixture.CreateAsync("n1", request => request with
        {
            Driver = driver,
            Options = new[] { $"parent={PhysicalLan.Nic}", option }.Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]),
            Subnets =
            [
                new SubnetRequest
                {
                    Subnet = "192.0.2.0/24",
                    Gateway = PhysicalLan.Router4,
                    Auxiliary = new Dictionary<string, string> { ["machine"] = PhysicalLan.Machine4 },
                },
            ],
        });
        string waiting = Routes();
        await fixture.CloseAsync();
        var random = new Random(200);
        for (int kill = 0; kill < Kills; kill++)
        {
            await KillAsync(fixture, Containers, rounds: 0, random);
            lan.Run("ping", "-c3", "-i0.2", "-W2", PhysicalLan.Host4); // the host is never cut off
        }

        await FinishAsync(fixture, Containers, rounds: 0);
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
        IReadOnlyList<Sandbox> sandboxes = fixture.Engine.Sandboxes;
        Assert.Equal(
            Enumerable.Range(0, Containers).Select(static number => $"c{number}").Order(StringComparer.Ordinal),
            sandboxes.Select(static sandbox => sandbox.Request.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Containers, sandboxes.Select(static sandbox => sandbox.Endpoints.Single().IPv4).Distinct().Count());
        foreach (Sandbox sandbox in Enumerable.Range(0, Sample).Select(_ => sandboxes[random.Next(sandboxes.Count)]))
        {
            using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
            Assert.Equal(PhysicalLan.Machine4, await Talk.ReachAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
            Assert.Equal(PhysicalLan.Host4, await Talk.ReachAsync(null, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        }

        foreach (Sandbox sandbox in sandboxes)
        {
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        }

        await Agreement.HoldsAsync(fixture);
        Assert.Equal(waiting, Routes());
        await fixture.Engine.RemoveAsync("n1", Token);
        Assert.Equal(before, Routes());
        Assert.Empty(Witness.Host("ip -o link show type macvlan"));
    }

    [Fact]
    public async Task A_nic_that_goes_in_and_out_comes_home_whoever_dies()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1", static request => request with
        {
            Driver = "device",
            Options = new Dictionary<string, string> { ["linkspan.device"] = PhysicalLan.Nic },
            Subnets = [new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" }],
        });
        string before = Addresses();
        await fixture.CloseAsync();
        var random = new Random(201);
        for (int kill = 0; kill < Kills; kill++)
        {
            await KillAsync(fixture, containers: 1, rounds: 1000, random);
        }

        await FinishAsync(fixture, containers: 1, rounds: 3);
        await fixture.ReopenAsync();
        await Agreement.HoldsAsync(fixture);
        Sandbox sandbox = Assert.Single(fixture.Engine.Sandboxes);
        using (Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80))
        {
            Assert.Equal(PhysicalLan.Machine4, await Talk.ReachAsync(lan.Machine, sandbox.Endpoints[0].IPv4!.ToString(), 80));
        }

        await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        Assert.Equal(before, Addresses());
    }

    /// <summary>Starts a process and kills it at a random moment: while it starts, or some changes later.</summary>
    private static async Task KillAsync(EngineFixture fixture, int containers, int rounds, Random random)
    {
        using Process victim = Start(fixture, containers, rounds);
        int changes = random.Next(4) == 0 ? 0 : random.Next(1, 40);
        for (int seen = 0; seen < changes && await victim.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token) is not null; seen++)
        {
            // it goes on
        }

        await Task.Delay(random.Next(5, 200), Token); // anywhere within the next change, or within the start
        victim.Kill();
        await victim.WaitForExitAsync(Token).WaitAsync(Patience, Token);
    }

    private static async Task FinishAsync(EngineFixture fixture, int containers, int rounds)
    {
        using Process victim = Start(fixture, containers, rounds);
        Task<string> output = victim.StandardOutput.ReadToEndAsync(Token);
        Task<string> error = victim.StandardError.ReadToEndAsync(Token);
        await victim.WaitForExitAsync(Token).WaitAsync(Patience, Token);
        Assert.True(victim.ExitCode == 0, $"{await output}{await error}");
    }

    private static Process Start(EngineFixture fixture, int containers, int rounds) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "Linkspan.Victim"), [fixture.DataRoot, fixture.ExecRoot, Path.Combine(AppContext.BaseDirectory, "linkspan-net"), $"{containers}", $"{rounds}"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string Routes() => Witness.Host("ip -4 route").Replace(" linkdown", "", StringComparison.Ordinal);

    /// <summary>What comes home with the NIC; routes do not.</summary>
    private static string Addresses() => string.Join('\n', Witness.Host("ip -o addr show nic0 scope global").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]).Order(StringComparer.Ordinal))
        + (Witness.Host("ip -o link show nic0").Contains(",UP", StringComparison.Ordinal) ? " up" : " down");
}
