using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>Kernel, keeper, store and API say the same.</summary>
internal static class Agreement
{
    /// <summary>Checks now, then opens the engine again, which must find nothing to do.</summary>
    public static async Task HoldsAsync(EngineFixture fixture)
    {
        await CheckAsync(fixture);
        await fixture.ReopenAsync();
        NothingWasDone(fixture);
        await CheckAsync(fixture);
    }

    /// <summary>The last start changed nothing, on the host or in a sandbox; the redirection of DNS is asked of the keeper later.</summary>
    public static void NothingWasDone(EngineFixture fixture)
    {
        Assert.Empty(fixture.Engine.Reconciled.Remove);
        Assert.Empty(fixture.Engine.Reconciled.Add);
    }

    private static async Task CheckAsync(EngineFixture fixture)
    {
        IReadOnlyList<Sandbox> sandboxes = fixture.Engine.Sandboxes;
        Assert.Equal(
            sandboxes.Select(static sandbox => sandbox.NamespacePath).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(fixture.ExecRoot, "netns")).Order(StringComparer.Ordinal));
        Assert.Equal(
            sandboxes.SelectMany(static sandbox => sandbox.Endpoints).Select(static endpoint => endpoint.HostLink).Where(static link => link.Length > 0).Order(StringComparer.Ordinal),
            Links("veth").Where(static link => link.StartsWith("veth", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            fixture.Engine.Networks.Select(static network => network.Bridge?.Bridge ?? network.Transparent?.Bridge).OfType<string>().Distinct().Order(StringComparer.Ordinal),
            Links("bridge").Where(static link => !link.StartsWith("gone", StringComparison.Ordinal) && link != "foreign").Order(StringComparer.Ordinal));
        foreach (Sandbox sandbox in sandboxes)
        {
            string addresses = Witness.In(sandbox, "ip", "-o", "addr").Output;
            Endpoint[] withIPv4 = [.. sandbox.Endpoints.Where(static endpoint => endpoint.IPv4 is not null)];
            Assert.All(withIPv4, endpoint => Assert.Contains($"{endpoint.InterfaceName}    inet {endpoint.IPv4}/", addresses, StringComparison.Ordinal));
            Assert.All(
                sandbox.Endpoints.Where(static endpoint => endpoint.IPv6 is not null),
                endpoint => Assert.Contains($"{endpoint.InterfaceName}    inet6 {endpoint.IPv6}/", addresses, StringComparison.Ordinal));
            Assert.Equal(withIPv4.Length, addresses.Split('\n').Count(static line => line.Contains("eth", StringComparison.Ordinal) && line.Contains("inet ", StringComparison.Ordinal)));
        }

        KeeperState held = await fixture.Engine.Keeper.StateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            sandboxes.Where(static sandbox => sandbox.DnsUdpPort != 0).Select(static sandbox => sandbox.Id).Order(StringComparer.Ordinal),
            held.Sandboxes.Select(static sandbox => sandbox.Sandbox.Id).Order(StringComparer.Ordinal));
        Assert.Equal(
            sandboxes.SelectMany(static sandbox => sandbox.Endpoints).Select(static endpoint => endpoint.Id).Order(StringComparer.Ordinal),
            held.Endpoints.Select(static endpoint => endpoint.Endpoint).Order(StringComparer.Ordinal));
        Assert.Equal(
            sandboxes.SelectMany(static sandbox => sandbox.Published).Where(static port => port.HostPort != 0).Select(static port => $"{port.HostAddress} {port.HostPort}").Order(StringComparer.Ordinal),
            held.Ports.SelectMany(static run => run.Each()).Select(static port => $"{port.HostAddress} {port.HostPort}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Links(string kind) =>
        Witness.Host($"ip -o link show type {kind}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[1].TrimEnd(':').Split('@')[0]);
}
