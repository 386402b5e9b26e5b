using Linkspan.Lab;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Tests;

public sealed class VethPairTests
{
    [Fact]
    public void A_pair_is_born_with_each_end_where_it_lives()
    {
        using Host host = Host.Create();
        using Host sandbox = Host.Create();
        host.Route.Send(new Bridge { Name = "b0", Mtu = 1400, Mac = MacAddress.Parse("02:00:00:00:00:01") });
        int bridge = host.Route.FindIndex("b0");
        VethIndexes indexes = host.Route.Add(new VethPair
        {
            Name = "a0",
            PeerName = "eth0",
            PeerNamespace = sandbox.Namespace,
            Master = bridge,
            Mtu = 1400,
            Group = 77,
            PeerMac = MacAddress.Parse("02:42:0a:00:00:02"),
        });

        Link end = host.Route.FindLink("a0")!;
        Assert.Equal(indexes.Index, end.Index);
        Assert.Equal("veth", end.Kind);
        Assert.Equal("bridge", end.SlaveKind);
        Assert.Equal(bridge, end.Master);
        Assert.Equal(1400, end.Mtu);
        Assert.Equal(77u, end.Group);
        Assert.True(end.IsUp);
        Link peer = sandbox.Route.FindLink("eth0")!;
        Assert.Equal(indexes.PeerIndex, peer.Index);
        Assert.Equal(MacAddress.Parse("02:42:0a:00:00:02"), peer.Mac);
        Assert.False(peer.IsUp);
        string witness = sandbox.Run("ip", "-j", "link", "show", "eth0");
        Assert.Contains("\"address\":\"02:42:0a:00:00:02\"", witness, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "b0", 22)]                        // dev_valid_name refuses what the policy let pass
    [InlineData("a-name-too-long-for-it", "b0", 34)]  // IFNAMSIZ: 15 bytes and the NUL
    [InlineData("a0", "a0", 17)]                      // both ends in one namespace
    public void Creation_refuses_what_the_kernel_refuses(string name, string peer, int errno)
    {
        using Host host = Host.Create();
        NetlinkException e = Assert.Throws<NetlinkException>(() => host.Route.Send(new VethPair { Name = name, PeerName = peer }));
        Assert.Equal(errno, e.Errno);
        Assert.StartsWith("add link", e.Operation, StringComparison.Ordinal);
        Assert.Null(host.Route.FindLink("b0"));
    }
}
