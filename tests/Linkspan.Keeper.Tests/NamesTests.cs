using System.Diagnostics;
using System.Net;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Keeper.Tests;

/// <summary>Names in a real namespace, asked by dig.</summary>
public sealed class NamesTests
{
    [Fact]
    public async Task A_sandbox_sees_names_from_the_answer_to_their_put_until_the_answer_to_their_removal()
    {
        await using var keeper = new TestKeeper();
        using NetworkNamespace sandbox = keeper.Sandbox("s1");
        KeeperSandboxPorts ports = await keeper.Client.PutSandboxAsync(Settings(keeper, "s1"), TestKeeper.Soon);
        Assert.NotEqual(53, ports.UdpPort);
        await keeper.Client.PutEndpointsAsync([Endpoint("1", "c1", "10.0.0.2")], TestKeeper.Soon);
        Assert.Equal("10.0.0.2", Dig(sandbox, ports.UdpPort, "c1", "+notcp"));
        Assert.Equal("10.0.0.2", Dig(sandbox, ports.TcpPort, "c1.net", "+tcp"));
        Assert.Equal("c1.net.", Dig(sandbox, ports.UdpPort, "-x", "10.0.0.2"));
        await keeper.Client.RemoveEndpointAsync("n", "1", TestKeeper.Soon);
        Assert.Equal("", Dig(sandbox, ports.UdpPort, "c1"));
    }

    [Fact]
    public async Task A_second_put_changes_the_view_and_keeps_the_ports()
    {
        await using var keeper = new TestKeeper();
        using NetworkNamespace sandbox = keeper.Sandbox("s1");
        await keeper.Client.ReplaceNamesAsync([Endpoint("1", "c1", "10.0.0.2")], TestKeeper.Soon);
        KeeperSandboxPorts ports = await keeper.Client.PutSandboxAsync(Settings(keeper, "s1") with { Networks = [] }, TestKeeper.Soon);
        Assert.Equal("", Dig(sandbox, ports.UdpPort, "db"));
        var links = new Dictionary<string, string>(StringComparer.Ordinal) { ["db"] = "c1" };
        Assert.Equal(ports, await keeper.Client.PutSandboxAsync(Settings(keeper, "s1") with { Links = links }, TestKeeper.Soon));
        Assert.Equal("10.0.0.2", Dig(sandbox, ports.UdpPort, "db"));
        KeeperState state = await keeper.Client.StateAsync(TestKeeper.Soon);
        Assert.Equal(ports, Assert.Single(state.Sandboxes).Ports);
        Assert.Equal("c1", Assert.Single(state.Endpoints).Names[0]);
        await keeper.Client.RemoveSandboxAsync("s1", TestKeeper.Soon);
        Assert.Empty((await keeper.Client.StateAsync(TestKeeper.Soon)).Sandboxes);
    }

    [Fact]
    public async Task A_sandbox_without_its_namespace_is_not_found()
    {
        await using var keeper = new TestKeeper();
        LinkspanException e = await Assert.ThrowsAsync<LinkspanException>(() => keeper.Client.PutSandboxAsync(Settings(keeper, "none"), TestKeeper.Soon));
        Assert.Equal(ErrorKind.NotFound, e.Kind);
    }

    internal static KeeperSandbox Settings(TestKeeper keeper, string id) =>
        new() { Id = id, NamespacePath = Path.Combine(keeper.Folder, id), Networks = ["n"] };

    internal static KeeperEndpoint Endpoint(string id, string name, string address) =>
        new() { Network = "n", NetworkName = "net", Endpoint = id, Names = [name], IPv4 = IPAddress.Parse(address) };

    internal static string Dig(NetworkNamespace sandbox, int port, params string[] arguments) => sandbox.Run(() =>
    {
        // A child process inherits the namespace of the thread that starts it.
        var start = new ProcessStartInfo("dig", ["+short", "+tries=1", "+time=3", "@127.0.0.11", "-p", $"{port}", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process dig = Process.Start(start)!;
        string output = dig.StandardOutput.ReadToEnd();
        dig.WaitForExit();
        return output.Trim();
    });
}
