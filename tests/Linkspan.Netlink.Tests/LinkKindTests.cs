using System.Net;
using Linkspan.Lab;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Tests;

public sealed class LinkKindTests
{
    public static TheoryData<string> Kinds => ["dummy", "macvlan", "ipvlan", "vlan", "vxlan"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_link_of_the_kind_is_born_in_its_namespace(string kind)
    {
        using (KernelFeatures features = KernelFeatures.Open())
        {
            KernelFeature feature = features.Link(kind, kind == "vlan" ? "CONFIG_VLAN_8021Q" : $"CONFIG_{kind.ToUpperInvariant()}");
            Assert.SkipUnless(feature.IsPresent, feature.ToString());
        }

        using Host host = Host.Create();
        using Host sandbox = Host.Create();
        host.Route.Send(new VethPair { Name = "parent", PeerName = "other" });
        int parent = host.Route.FindIndex("parent");
        switch (kind)
        {
            case "dummy":
                host.Route.Send(new Dummy { Name = "n0", Namespace = sandbox.Namespace });
                break;
            case "macvlan":
                host.Route.Send(new Macvlan { Name = "n0", Parent = parent, Mode = MacvlanMode.Bridge, Namespace = sandbox.Namespace });
                break;
            case "ipvlan":
                host.Route.Send(new Ipvlan { Name = "n0", Parent = parent, Mode = IpvlanMode.L2, Namespace = sandbox.Namespace });
                break;
            case "vlan":
                host.Route.Send(new Vlan { Name = "n0", Parent = parent, Id = 42, Namespace = sandbox.Namespace });
                Assert.Equal((ushort)42, sandbox.Route.FindLink("n0")!.VlanId);
                break;
            case "vxlan":
                host.Route.Send(new Vxlan { Name = "n0", Vni = 70000, Local = IPAddress.Loopback, Namespace = sandbox.Namespace });
                Assert.Equal(70000u, sandbox.Route.FindLink("n0")!.Vni);
                break;
        }

        Assert.Equal(kind, sandbox.Route.FindLink("n0")!.Kind);
        Assert.Contains(kind, sandbox.Run("ip", "-d", "link", "show", "n0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Forwarding_entries_of_a_vxlan_come_back_as_they_were_sent()
    {
        using KernelFeatures features = KernelFeatures.Open();
        KernelFeature vxlan = features.Vxlan;
        Assert.SkipUnless(vxlan.IsPresent, vxlan.ToString());
        using Host host = Host.Create();
        host.Route.Send(new Vxlan { Name = "vx0", Vni = 7, Local = IPAddress.Loopback, Up = true });
        int link = host.Route.FindIndex("vx0");
        MacAddress mac = MacAddress.Parse("02:42:0a:07:00:02");
        host.Route.Send(new AddFdbEntry { Link = link, Mac = mac, Vtep = IPAddress.Parse("192.0.2.7") });
        host.Route.Send(new AddFdbEntry { Link = link, Mac = default, Vtep = IPAddress.Parse("192.0.2.8"), Append = true });
        Neighbour entry = Assert.Single(host.Route.FdbEntries(link), e => e.Mac == mac);
        Assert.Equal(IPAddress.Parse("192.0.2.7"), entry.Address);
        Assert.Contains("02:42:0a:07:00:02 dst 192.0.2.7", host.Run("bridge", "fdb", "show", "dev", "vx0"), StringComparison.Ordinal);
        host.Route.Send(new DeleteFdbEntry { Link = link, Mac = mac, Vtep = IPAddress.Parse("192.0.2.7") });
        Assert.DoesNotContain(host.Route.FdbEntries(link), e => e.Mac == mac);
    }

    [Fact]
    public void A_kind_that_no_kernel_has_is_absent_and_says_so()
    {
        using KernelFeatures features = KernelFeatures.Open();
        KernelFeature absent = features.Link("nosuchkind", "CONFIG_NO_SUCH_KIND");
        Assert.False(absent.IsPresent);
        Assert.Equal("nosuchkind: CONFIG_NO_SUCH_KIND missing (errno 95)", absent.ToString());
        Assert.True(features.Veth.IsPresent && features.Bridge.IsPresent && features.InetNat.IsPresent && features.Fib.IsPresent);
    }
}
