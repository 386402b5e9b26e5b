using System.Net;
using System.Net.Sockets;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A range of ports is one run for the keeper; for everybody else it is so many ports.</summary>
public sealed class PublishingRunTests
{
    private const int First = 21_000;
    private const int Count = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_is_taken_out_of_a_run_and_put_back_while_its_neighbours_work()
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", Range(First, Count));
        Assert.Equal(2 * Count, sandbox.Published.Count);
        Assert.Equal(Enumerable.Range(First, Count), fixture.Engine.Exposures().Where(static open => open.Address == "0.0.0.0").Select(static open => (int)open.Port));
        using IDisposable out1 = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, First + 500);
        using IDisposable stays = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, First + 501);
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, First + 500));
        Assert.NotEqual(Talk.Refused, await Talk.ReachAsync(null, "::1", First + 501)); // the keeper's relay

        await fixture.Engine.SetPortsAsync(sandbox.Id, [.. Range(First, Count).Where(static port => port.HostPort != First + 500)], Token);
        Assert.Equal(Talk.Refused, await Talk.ReachAsync(lan.Path, Lan.Host4, First + 500));
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, First + 501));
        Assert.NotEqual(Talk.Refused, await Talk.ReachAsync(null, "::1", First + 501));
        Sandbox other = await fixture.OpenAsync("c2", "n1", Range(First + 500, 1)); // so it is free
        await Agreement.HoldsAsync(fixture);

        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.Engine.SetPortsAsync(sandbox.Id, Range(First, Count), Token));
        Assert.Contains($"{First + 500} failed: port is already allocated to container c2", e.Message, StringComparison.Ordinal);
        await fixture.Engine.CloseSandboxAsync(other.Id, Token);
        await fixture.Engine.SetPortsAsync(sandbox.Id, Range(First, Count), Token);
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, First + 500));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_conflict_in_the_middle_names_port_and_owner_and_leaves_nothing()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        await fixture.OpenAsync("c1", "n1", Range(First + 700, 1));
        string table = Witness.Host("nft list table inet linkspan");
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c2", "n1", Range(First, Count)));
        Assert.Equal(ErrorKind.Conflict, e.Kind);
        Assert.Contains($"Bind for 0.0.0.0:{First + 700} failed: port is already allocated to container c1", e.Message, StringComparison.Ordinal);

        using (IDisposable process = Talk.Serve(null, IPAddress.Any, First + 3))
        {
            e = await Assert.ThrowsAsync<LinkspanException>(() => fixture.OpenAsync("c2", "n1", Range(First, Count)));
            Assert.Contains($"host port 0.0.0.0:{First + 3}/tcp: address already in use by a process of the host", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal("c1", Assert.Single(fixture.Engine.Sandboxes).Request.Name);
        Assert.Equal(table, Witness.Host("nft list table inet linkspan"));
        Assert.All([First, First + 699, First + 701, First + Count - 1], static port => Assert.True(IsFree(port)));
        await Agreement.HoldsAsync(fixture);
    }

    [Fact]
    public async Task A_run_is_held_again_after_the_death_of_its_keeper()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.CreateAsync("n1");
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", Range(First, Count));
        await fixture.Engine.SetPortsAsync(sandbox.Id, [.. Range(First, Count).Where(static port => port.HostPort != First + 10)], Token);
        Witness.Host($"kill -9 {(await fixture.Engine.Keeper.HelloAsync(Token)).ProcessId}");
        long started = TimeProvider.System.GetTimestamp();
        while (Witness.Dig(sandbox, "c1", "A") != $"{sandbox.Endpoints[0].IPv4}") // names come after the ports
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 10);
        }

        await Agreement.HoldsAsync(fixture);
        Assert.All([First, First + 9, First + 11, First + Count - 1], static port => Assert.False(IsFree(port)));
        Assert.True(IsFree(First + 10));
    }

    private static PortRequest[] Range(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static port => new PortRequest { ContainerPort = (ushort)port, HostPort = (ushort)port })];

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
