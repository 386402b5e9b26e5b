using System.Net;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Engine.Ports;

namespace Linkspan.Engine.Tests;

/// <summary>Which numbers a start may count on before the keeper holds them.</summary>
public class PublishedNumbersTests
{
    private readonly PublishedNumbers _numbers = new();

    [Fact]
    public void What_another_sandbox_has_waits_for_the_keeper_until_the_last_that_has_it_is_gone()
    {
        PublishedPort[] both = [new(IPAddress.Any, 80, 8080, Protocol.Tcp), new(IPAddress.IPv6Any, 80, 8080, Protocol.Tcp)];
        PublishedPort[] other = [new(IPAddress.Loopback, 80, 81, Protocol.Tcp)];
        Assert.True(_numbers.AreNewAndNamed([Port(80)]));
        _numbers.Change([], both);
        _numbers.Change([], other);
        Assert.False(_numbers.AreNewAndNamed([Port(443), Port(80)]));
        Assert.True(_numbers.AreNewAndNamed([Port(443), Port(80) with { Protocol = Protocol.Udp }]));
        _numbers.Change(both, both);
        _numbers.Change(both, []);
        Assert.False(_numbers.AreNewAndNamed([Port(80)]));
        _numbers.Change(other, []);
        Assert.True(_numbers.AreNewAndNamed([Port(80)]));
    }

    [Fact]
    public void What_the_keeper_chooses_is_not_known_before()
    {
        Assert.False(_numbers.AreNewAndNamed([Port(0)]));
        Assert.False(_numbers.AreNewAndNamed([Port(80) with { HostPortEnd = 90 }]));
        Assert.False(_numbers.AreNewAndNamed([Port(80) with { Further = 9 }]));
        Assert.True(_numbers.AreNewAndNamed([]));
    }

    private static KeeperPort Port(ushort number) => new() { Id = $"c0ffee/0/{number}", HostAddress = IPAddress.Any, HostPort = number, TargetPort = 80 };
}
