using Linkspan.Engine;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace Linkspan.System.Tests;

/// <summary>An engine on folders of its own, in the network namespace that the test run was given.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"linkspan-test-{Guid.NewGuid():N}"[..28]);

    private bool _watch;

    private EngineFixture()
    {
    }

    public NetworkEngine Engine { get; private set; } = null!;

    public string ExecRoot => Path.Combine(_folder, "exec");

    public string DataRoot => Path.Combine(_folder, "data");

    public Task<Sandbox> OpenAsync(string name, params string[] networks) =>
        Engine.OpenSandboxAsync(Request(name, networks), TestContext.Current.CancellationToken);

    public Task<Sandbox> OpenAsync(string name, string network, params PortRequest[] ports) =>
        Engine.OpenSandboxAsync(Request(name, network) with { Ports = ports }, TestContext.Current.CancellationToken);

    public async Task<Network> CreateAsync(string name, Func<NetworkRequest, NetworkRequest>? change = null)
    {
        var request = new NetworkRequest { Name = name };
        return (await Engine.CreateAsync(change?.Invoke(request) ?? request, TestContext.Current.CancellationToken)).Network;
    }

    /// <summary>Opens an engine.</summary>
    /// <param name="change">Other settings, for this start.</param>
    /// <param name="watch">Repair while running; off where a test is about what the next start does.</param>
    public static async Task<EngineFixture> OpenAsync(Func<EngineOptions, EngineOptions>? change = null, bool watch = true)
    {
        var fixture = new EngineFixture { _watch = watch };
        await fixture.ReopenAsync(change);
        return fixture;
    }

    /// <summary>Closes the engine, as a stop of the daemon does; the keeper goes on.</summary>
    public async Task CloseAsync()
    {
        await Engine.DisposeAsync();
        Engine = null!;
    }

    /// <summary>Closes the engine, as a stop of the daemon does, and opens it on the same folders.</summary>
    public async Task ReopenAsync(Func<EngineOptions, EngineOptions>? change = null)
    {
        if (Engine is not null)
        {
            await CloseAsync();
        }

        var options = new EngineOptions
        {
            DataRoot = Path.Combine(_folder, "data"),
            ExecRoot = Path.Combine(_folder, "exec"),
            KeeperPath = Path.Combine(AppContext.BaseDirectory, "linkspan-net"),
            Watch = _watch,
            ReadySandboxes = 0, // the tests that want some say so: a namespace of each start would keep the kernel busy taking it down
        };
        Engine = await NetworkEngine.OpenAsync(change?.Invoke(options) ?? options, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until all stacks were made ahead that are to be.</summary>
    public async Task ReadyAsync()
    {
        for (int waited = 0; !Engine.IsReady; waited++)
        {
            Assert.True(waited < 300, "stacks are lacking");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends when the engine next tells of an action.</summary>
    public Task NextAsync(string action)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Engine.Changed += change =>
        {
            if (change.Action == action)
            {
                seen.TrySetResult();
            }
        };
        return seen.Task;
    }

    public static SandboxRequest Request(string name, params string[] networks)
    {
        string id = Convert.ToHexStringLower(global::System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        return new SandboxRequest { Id = id, Name = name, Hostname = id[..12], Endpoints = [.. networks.Select(static network => new EndpointRequest { Network = network })] };
    }

    public async ValueTask DisposeAsync()
    {
        if (Engine is null)
        {
            return; // it could not be opened again, which is what the test tells
        }

        foreach (Sandbox sandbox in Engine.Sandboxes)
        {
            await Engine.CloseSandboxAsync(sandbox.Id, CancellationToken.None);
        }

        foreach (Network network in Engine.Networks.Where(static network => !network.Predefined))
        {
            await Engine.RemoveAsync(network.Id, CancellationToken.None);
        }

        await Engine.DisposeAsync();
        await using (var keeper = new KeeperClient(new KeeperOptions { SocketPath = Path.Combine(ExecRoot, "keeper.sock") }))
        {
            await keeper.StopAsync(CancellationToken.None); // after the engine, which would start another
        }

        Directory.Delete(_folder, recursive: true);
    }
}
