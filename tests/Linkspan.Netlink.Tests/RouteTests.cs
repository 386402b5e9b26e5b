using System.Net;
using System.Text.Json;
using Linkspan.Lab;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Tests;

public sealed class RouteTests
{
    [Fact]
    public void A_sandbox_is_set_up_in_one_send()
    {
        using Host host = Host.Create();
        using Host sandbox = Host.Create();
        VethIndexes pair = host.Route.Add(new VethPair { Name = "a0", PeerName = "eth0", PeerNamespace = sandbox.Namespace });
        var batch = new NetlinkBatch();
        batch.Add(new SetLink { Index = 1, Up = true });
        batch.Add(new SetLink { Index = pair.PeerIndex, Up = true });
        batch.Add(new AddAddress { Link = pair.PeerIndex, Address = IPAddress.Parse("10.7.0.2"), PrefixLength = 16, Broadcast = IPAddress.Parse("10.7.255.255") });
        batch.Add(new AddAddress { Link = pair.PeerIndex, Address = IPAddress.Parse("fd00::2"), PrefixLength = 64, Flags = AddressFlags.NoDuplicateDetection });
        batch.Add(new AddRoute { Destination = IPNetwork.Parse("0.0.0.0/0"), Gateway = IPAddress.Parse("10.7.0.1") });
        batch.Add(new AddRoute { Destination = IPNetwork.Parse("::/0"), Gateway = IPAddress.Parse("fd00::1"), Link = pair.PeerIndex });
        sandbox.Route.Send(batch);

        using JsonDocument route = JsonDocument.Parse(sandbox.Run("ip", "-j", "route", "show", "default"));
        Assert.Equal("10.7.0.1", route.RootElement[0].GetProperty("gateway").GetString());
        using JsonDocument route6 = JsonDocument.Parse(sandbox.Run("ip", "-6", "-j", "route", "show", "default"));
        Assert.Equal("fd00::1", route6.RootElement[0].GetProperty("gateway").GetString());
        LinkAddress address = Assert.Single(sandbox.Route.Addresses(pair.PeerIndex), a => a.Address.Equals(IPAddress.Parse("10.7.0.2")));
        Assert.Equal(16, address.PrefixLength);
        LinkAddress address6 = Assert.Single(sandbox.Route.Addresses(), a => a.Address.Equals(IPAddress.Parse("fd00::2")));
        Assert.False(address6.Flags.HasFlag(AddressFlags.Tentative));
        Route.Route found = Assert.Single(sandbox.Route.Routes(RouteTable.Main), r => r.Destination.PrefixLength == 0 && r.Gateway!.Equals(IPAddress.Parse("10.7.0.1")));
        Assert.Equal(pair.PeerIndex, found.Link);
    }

    [Fact]
    public void A_route_can_stand_behind_another_and_is_found_by_its_link()
    {
        using Host host = Host.Create();
        int[] links = [.. new[] { "b0", "b1" }.Select(name =>
        {
            host.Route.Send(new Bridge { Name = name });
            int link = host.Route.FindIndex(name);
            host.Route.Send(new SetLink { Index = link, Up = true });
            return link;
        })];
        IPNetwork destination = IPNetwork.Parse("10.7.0.0/16");
        host.Route.Send(new AddRoute { Destination = destination, Link = links[0] });
        Assert.Equal(Errno.Exists, host.Route.TrySend(new AddRoute { Destination = destination, Link = links[1] }));
        host.Route.Send(new AddRoute { Destination = destination, Link = links[1], Append = true });
        Assert.Equal(Errno.Exists, host.Route.TrySend(new AddRoute { Destination = destination, Link = links[1], Append = true }));
        Assert.Equal(links, host.Route.Routes(RouteTable.Main).Where(route => route.Destination == destination).Select(static route => route.Link));
        Assert.All(links, link => Assert.Equal(link, Assert.Single(host.Route.Routes(link: link), route => route.Destination == destination).Link));
    }

    [Fact]
    public void A_batch_goes_on_after_a_refusal_and_tells_which_it_was()
    {
        using Host host = Host.Create();
        var batch = new NetlinkBatch();
        batch.Add(new Bridge { Name = "b0" });
        int second = batch.Add(new Bridge { Name = "b0" });
        batch.Add(new Bridge { Name = "b0" }, Errno.Exists);
        int fourth = batch.Add(new DeleteLink { Name = "absent" });
        batch.Add(new Bridge { Name = "b1" });
        Assert.False(host.Route.TrySend(batch));
        Assert.Equal([(second, Errno.Exists), (fourth, Errno.NoDevice)], batch.Failures.Select(f => (f.Index, f.Errno)));
        Assert.NotNull(host.Route.FindLink("b1"));
        NetlinkException e = Assert.Throws<NetlinkException>(() => host.Route.Send(batch));
        Assert.Equal("add link b0 (bridge)", e.Operation);
        Assert.Equal(0, e.MessageIndex);
    }

    [Fact]
    public void The_kernels_own_words_are_told()
    {
        using Host host = Host.Create();
        NetlinkException e = Assert.Throws<NetlinkException>(() => host.Route.Send(
            new AddRoute { Destination = IPNetwork.Parse("0.0.0.0/0"), Gateway = IPAddress.Parse("10.9.9.9") }));
        Assert.Equal("Nexthop has invalid gateway", e.KernelText);
        Assert.Contains("add route default via 10.9.9.9", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_batch_is_answered_in_full()
    {
        using Host host = Host.Create();
        host.Route.Send(new Bridge { Name = "b0" });
        int link = host.Route.FindIndex("b0");
        var batch = new NetlinkBatch();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 2000; i++)
            {
                batch.Add(new AddNeighbour { Link = link, Address = new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), Mac = new MacAddress([2, 0, 0, 0, (byte)(i >> 8), (byte)i]), Exclusive = true });
            }
        }

        Assert.False(host.Route.TrySend(batch));
        Assert.Equal(2000, batch.Failures.Count);
        Assert.All(batch.Failures, f => Assert.True(f.Index >= 2000 && f.Errno == Errno.Exists));
        Assert.Equal(2000, host.Route.Neighbours(link).Count(n => n.State == NeighbourState.Permanent));
    }

    [Fact]
    public void Links_of_a_group_are_deleted_together()
    {
        using Host host = Host.Create();
        host.Route.Send(new Bridge { Name = "b0" });
        int bridge = host.Route.FindIndex("b0");
        for (int i = 0; i < 5; i++)
        {
            host.Route.Send(new VethPair { Name = $"a{i}", PeerName = $"p{i}", Master = bridge });
        }

        host.Route.Send(new SetBridgePort { Index = host.Route.FindIndex("a0"), Isolated = true, Hairpin = true });
        Link port = Assert.Single(host.Route.Links(master: bridge), l => l.Name == "a0");
        Assert.True(port.Isolated && port.Hairpin);
        for (int i = 0; i < 4; i++)
        {
            host.Route.Send(new DetachLink { Name = $"a{i}", Group = 4711 });
        }

        Assert.Equal("a4", Assert.Single(host.Route.Links(master: bridge)).Name);
        host.Route.Send(new DeleteLink { Group = 4711 });
        Assert.Equal(["a4", "p4"], host.Route.Links("veth").Select(l => l.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rules_come_back_as_they_were_sent()
    {
        using Host host = Host.Create();
        var rule = new RuleSelector { IPv6 = false, Priority = 700, Table = 1000, Source = IPNetwork.Parse("10.7.0.0/16"), Input = "lo", Mark = 5, MarkMask = 0xff };
        host.Route.Send(new AddRule { Rule = rule });
        Assert.Contains(rule, host.Route.Rules());
        Assert.Contains("700:\tfrom 10.7.0.0/16 fwmark 0x5/0xff iif lo lookup 1000", host.Run("ip", "rule"), StringComparison.Ordinal);
        host.Route.Send(new DeleteRule { Rule = rule });
        Assert.DoesNotContain(rule, host.Route.Rules());
    }

    [Fact]
    public void A_monitor_tells_what_happens_in_its_namespace()
    {
        using Host host = Host.Create();
        using var seen = new System.Collections.Concurrent.BlockingCollection<RouteEvent>();
        using RouteMonitor monitor = RouteMonitor.Start(RouteGroups.Links | RouteGroups.Addresses, seen.Add, host.Namespace);
        host.Route.Send(new Bridge { Name = "b0" });
        host.Route.Send(new AddAddress { Link = host.Route.FindIndex("b0"), Address = IPAddress.Parse("10.7.0.1"), PrefixLength = 16 });
        host.Route.Send(new DeleteLink { Name = "b0" });
        List<RouteEvent> events = [];
        while (!events.Exists(e => e.Removed && e.Link?.Name == "b0"))
        {
            Assert.True(seen.TryTake(out RouteEvent change, TimeSpan.FromSeconds(30)), "no event came");
            events.Add(change);
        }

        Assert.Contains(events, e => !e.Removed && e.Link?.Kind == "bridge");
        Assert.Contains(events, e => !e.Removed && IPAddress.Parse("10.7.0.1").Equals(e.Address?.Address));
    }
}
