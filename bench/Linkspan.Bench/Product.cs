using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Linkspan.Engine;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Linkspan.Bench;

/// <summary>The engine as the daemon has it, on folders of its own, with a keeper of its own.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly string _socket;

    private Product(NetworkEngine engine, string socket)
    {
        Engine = engine;
        _socket = socket;
    }

    public NetworkEngine Engine { get; }

    /// <summary>Network of the default bridge: no DNS.</summary>
    public const string DefaultNetwork = "bridge";

    /// <summary>Network of a user: DNS in every sandbox.</summary>
    public const string OwnNetwork = "own";

    /// <summary>Where namespaces are pinned and sockets are: in memory, as where <c>/run</c> is a tmpfs.</summary>
    /// <param name="folder">Folder of the state.</param>
    public static string RunFolder(string folder) => Path.Combine("/dev/shm", Path.GetFileName(folder));

    /// <param name="folder">Folder of its state.</param>
    /// <param name="keeper">The keeper's program.</param>
    /// <param name="ready">Stacks made ahead, of each kind.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<Product> OpenAsync(string folder, string keeper, int ready, CancellationToken cancellationToken)
    {
        Product product = await ReopenAsync(folder, keeper, ready, cancellationToken);
        await product.CreateAsync(OwnNetwork, "10.90.0.0/16", cancellationToken);
        return product;
    }

    /// <summary>Opens the engine on folders that one had before.</summary>
    public static async Task<Product> ReopenAsync(string folder, string keeper, int ready, CancellationToken cancellationToken)
    {
        string run = RunFolder(folder);
        NetworkEngine engine = await NetworkEngine.OpenAsync(
            new EngineOptions { DataRoot = Path.Combine(folder, "data"), ExecRoot = run, KeeperPath = keeper, ReadySandboxes = ready },
            NullLoggerFactory.Instance,
            TimeProvider.System,
            cancellationToken);
        return new Product(engine, Path.Combine(run, "keeper.sock"));
    }

    /// <summary>Waits until the stacks made ahead are complete, if there are to be any.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (!Engine.IsReady)
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Makes a network of that range.</summary>
    public Task<NetworkCreated> CreateAsync(string name, string subnet, CancellationToken cancellationToken) => Engine.CreateAsync(
        new NetworkRequest { Name = name, Subnets = [new SubnetRequest { Subnet = subnet }] }, cancellationToken);

    /// <summary>A request for one more container.</summary>
    /// <param name="number">Number of the container; its id is random.</param>
    /// <param name="network">Network that it joins; null for none.</param>
    /// <param name="ports">Host ports to publish, each to the same port inside.</param>
    /// <param name="host">Host address of the ports; null for all of both families.</param>
    /// <param name="aliases">Further names.</param>
    public static SandboxRequest Request(
        int number, string? network, IEnumerable<int>? ports = null, IPAddress? host = null, IReadOnlyList<string>? aliases = null)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return new SandboxRequest
        {
            Id = id,
            Name = $"c{number.ToString(CultureInfo.InvariantCulture)}-{id[..6]}",
            Hostname = id[..12],
            Endpoints = network is null ? [] : [new EndpointRequest { Network = network, Aliases = aliases ?? [] }],
            Ports = [.. (ports ?? []).Select(port => new PortRequest { ContainerPort = (ushort)port, HostPort = (ushort)port, HostAddress = host })],
        };
    }

    /// <summary>Closes all sandboxes, so that nothing stays mounted, and ends the keeper.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Sandbox sandbox in Engine.Sandboxes)
        {
            await Engine.CloseSandboxAsync(sandbox.Id, CancellationToken.None);
        }

        await Engine.DisposeAsync();
        await using var keeper = new KeeperClient(new KeeperOptions { SocketPath = _socket });
        await keeper.StopAsync(CancellationToken.None);
        Directory.Delete(Path.GetDirectoryName(_socket)!, recursive: true);
    }
}
