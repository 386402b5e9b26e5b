using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A NIC of the host in a container, and home again as it was.</summary>
public sealed class DeviceTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => FaultPoint.Reached = null;

    [Fact]
    public async Task A_nic_moves_into_the_container_and_comes_home_as_it_was()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        string before = Settings();
        for (int round = 0; round < 2; round++)
        {
            Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
            Assert.NotEqual(0, Witness.Run("ip", "link", "show", PhysicalLan.Nic).ExitCode);
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
            Assert.True(Witness.Ping(sandbox, PhysicalLan.Outside6));
            LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c2", "n1"));
            Assert.Equal((ErrorKind.Conflict, true), (e.Kind, e.Message.Contains("container c1 has nic0", StringComparison.Ordinal)));
            await Agreement.HoldsAsync(fixture);
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
            Assert.Equal(before, Settings());
        }
    }

    [Fact]
    public async Task It_comes_home_at_the_next_start_from_a_sandbox_that_nobody_remembers()
    {
        using PhysicalLan lan = PhysicalLan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        string before = Settings();
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        FaultPoint.Reached = static step => _ = step.StartsWith("remove", StringComparison.Ordinal) || step.StartsWith("keeper", StringComparison.Ordinal)
            ? throw new InvalidOperationException("killed")
            : 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Engine.CloseSandboxAsync(sandbox.Id, Token));
        FaultPoint.Reached = null;
        await fixture.ReopenAsync();
        Assert.Equal(before, Settings());
    }

    [Fact]
    public async Task A_nic_that_was_down_comes_home_down()
    {
        using PhysicalLan lan = PhysicalLan.Create(withAddress: false);
        Witness.Host($"ip link set {PhysicalLan.Nic} down");
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await CreateAsync(fixture);
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1");
        Assert.True(Witness.Ping(sandbox, PhysicalLan.Machine4));
        await fixture.Engine.DisconnectAsync(sandbox.Id, "n1", Token);
        Assert.DoesNotContain("UP", Witness.Host($"ip -o link show {PhysicalLan.Nic}").Split('<')[1].Split('>')[0], StringComparison.Ordinal);
    }

    private static Task<Network> CreateAsync(EngineFixture fixture) => fixture.CreateAsync("n1", static request => request with
    {
        Driver = "device",
        EnableIPv6 = true,
        Options = new Dictionary<string, string> { ["linkspan.device"] = PhysicalLan.Nic },
        Subnets =
        [
            new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" },
            new SubnetRequest { Subnet = "2001:db8::/64", Gateway = PhysicalLan.Router6, Range = "2001:db8::64:0/112" },
        ],
    });

    private static string Settings() => string.Join('\n', new[] { "ip -o -4 addr show nic0", "ip -o -6 addr show nic0 scope global" }
        .Select(static command => string.Join(' ', Witness.Host(command).Replace(" nodad", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])))
        + Witness.Host("ip -o link show nic0").Contains(",UP", StringComparison.Ordinal);
}
