using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

public sealed class SandboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_containers_of_one_network_reach_each_other_by_address_name_and_alias()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        await fixture.Engine.CreateAsync(new NetworkRequest { Name = "my_bridge_network", EnableIPv6 = true }, Token);
        Sandbox first = await fixture.Engine.OpenSandboxAsync(EngineFixture.Request("container1", "my_bridge_network"), Token);
        SandboxRequest request = EngineFixture.Request("container2", "my_bridge_network");
        Sandbox second = await fixture.Engine.OpenSandboxAsync(
            request with { Endpoints = [request.Endpoints[0] with { Aliases = ["db"] }] }, Token);

        Assert.True(Witness.Ping(first, second.Endpoints[0].IPv4!.ToString()), "IPv4");
        Assert.True(Witness.Ping(first, second.Endpoints[0].IPv6!.ToString()), "IPv6");
        Assert.Equal($"{second.Endpoints[0].IPv4}", Witness.Dig(first, "container2", "A"));
        Assert.Equal($"{second.Endpoints[0].IPv4}", Witness.Dig(first, "db", "A"));
        Assert.Equal($"{second.Endpoints[0].IPv6}", Witness.Dig(first, "db.my_bridge_network", "AAAA"));
    }
}
