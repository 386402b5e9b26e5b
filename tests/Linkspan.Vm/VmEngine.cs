using System.Security.Cryptography;
using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;
using Microsoft.Extensions.Logging.Abstractions;

namespace Linkspan.System.Tests;

/// <summary>An engine on folders of its own.</summary>
internal sealed class VmEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkspan").FullName;

    private VmEngine()
    {
    }

    public NetworkEngine Engine { get; private set; } = null!;

    public string DataRoot => Path.Combine(_folder, "data");

    public string ExecRoot => Path.Combine(_folder, "exec");

    public static string KeeperPath => Path.Combine(AppContext.BaseDirectory, "linkspan-net");

    public static async Task<VmEngine> OpenAsync()
    {
        var engine = new VmEngine();
        await engine.ReopenAsync();
        return engine;
    }

    /// <summary>Closes and opens the engine, which must find the kernel as it should be.</summary>
    public async Task AgreesAsync()
    {
        await ReopenAsync();
        Fact[] removed = [.. Engine.Reconciled.Remove];
        Expect.True(removed.Length == 0, $"a start without need removed {string.Join("; ", removed.Select(static fact => fact.ToString()))}");
        Fact[] added =
        [
            .. Engine.Reconciled.Add.Where(static fact => fact is
                not (AddressFact { Sandbox.Length: > 0 } or RouteFact or RuleFact or NeighbourFact or SysctlFact { Sandbox.Length: > 0 } or ResolverFact)),
        ];
        Expect.True(added.Length == 0, $"a start without need added {string.Join("; ", added.Select(static fact => fact.ToString()))}");
    }

    /// <summary>A network with addresses of both families from its segment.</summary>
    public async Task<Network> CreateLeasedAsync(string name, string driver, string options) =>
        (await Engine.CreateAsync(
            new NetworkRequest
            {
                Name = name,
                Driver = driver,
                IpamDriver = "dhcp",
                EnableIPv6 = true,
                Options = options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]),
            },
            CancellationToken.None)).Network;

    public async Task<Network> CreateAsync(string name, string driver, string options, params SubnetRequest[] subnets) =>
        (await Engine.CreateAsync(
            new NetworkRequest
            {
                Name = name,
                Driver = driver,
                EnableIPv6 = Array.Exists(subnets, static subnet => subnet.Subnet!.Contains(':', StringComparison.Ordinal)),
                Options = options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]),
                Subnets = subnets,
            },
            CancellationToken.None)).Network;

    public Task<Sandbox> OpenAsync(string name, params string[] networks)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return Engine.OpenSandboxAsync(
            new SandboxRequest { Id = id, Name = name, Hostname = name, Endpoints = [.. networks.Select(static network => new EndpointRequest { Network = network })] },
            CancellationToken.None);
    }

    public Task CloseAsync(Sandbox sandbox) => Engine.CloseSandboxAsync(sandbox.Id, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (Sandbox sandbox in Engine.Sandboxes)
        {
            await CloseAsync(sandbox);
        }

        await Engine.PruneAsync(static _ => true, CancellationToken.None);
        await Engine.Keeper.StopAsync(CancellationToken.None);
        await Engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Closes the engine, as a stop of the daemon does; the keeper goes on.</summary>
    public async Task StopAsync()
    {
        await Engine.DisposeAsync();
        Engine = null!;
    }

    public async Task ReopenAsync()
    {
        if (Engine is not null)
        {
            await StopAsync();
        }

        var options = new EngineOptions
        {
            DataRoot = DataRoot,
            ExecRoot = ExecRoot,
            KeeperPath = KeeperPath,
        };
        Engine = await NetworkEngine.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
    }
}
