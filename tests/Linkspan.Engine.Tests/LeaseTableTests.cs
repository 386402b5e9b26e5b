using System.Net;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Tests;

public sealed class LeaseTableTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void The_lowest_free_address_is_given()
    {
        LeaseTable table = Table("10.1.0.0/24", gateway: "10.1.0.1");
        Assert.Equal("10.1.0.2", Lease(table, "a"));
        Assert.Equal("10.1.0.3", Lease(table, "b"));
        Assert.Equal("10.1.0.4", Lease(table, "c"));
    }

    [Fact]
    public void An_owner_that_comes_back_gets_its_address_again()
    {
        LeaseTable table = Table("10.1.0.0/24", gateway: "10.1.0.1");
        Lease(table, "a");
        Lease(table, "b");
        table.Release(IPAddress.Parse("10.1.0.2"));
        Assert.Equal("10.1.0.4", Lease(table, "c"));
        Assert.Equal("10.1.0.2", Lease(table, "a"));
    }

    [Fact]
    public void An_owner_that_was_removed_gets_its_address_again_until_a_stranger_has_it()
    {
        LeaseTable table = Table("10.1.0.0/24", gateway: "10.1.0.1");
        Lease(table, "a");
        Remove("a");
        Assert.Equal("10.1.0.3", Lease(table, "b"));
        Assert.Equal("10.1.0.2", Lease(table, "a"));
        Remove("a");
        _clock.Advance(LeaseTable.Quarantine);
        Assert.Equal("10.1.0.2", Lease(table, "a")); // nobody wanted it
        Remove("a");
        _clock.Advance(LeaseTable.Quarantine);
        Assert.Equal("10.1.0.2", Lease(table, "c"));
        Assert.Equal("10.1.0.4", Lease(table, "a"));
        table.Release(IPAddress.Parse("10.1.0.2")); // stopped, so it is c's
        Assert.Equal("10.1.0.5", Lease(table, "d"));

        void Remove(string owner)
        {
            table.Release(IPAddress.Parse("10.1.0.2"));
            table.Forget(owner);
        }
    }

    [Fact]
    public void A_freed_address_rests_before_a_stranger_gets_it()
    {
        LeaseTable table = Table("10.1.0.0/24", gateway: "10.1.0.1");
        Lease(table, "a");
        table.Release(IPAddress.Parse("10.1.0.2"));
        table.Forget("a");
        Assert.Equal("10.1.0.3", Lease(table, "b"));
        _clock.Advance(LeaseTable.Quarantine);
        Assert.Equal("10.1.0.2", Lease(table, "c"));
    }

    [Fact]
    public void When_all_else_is_given_a_resting_address_goes_before_a_claimed_one_and_then_none_is_left()
    {
        LeaseTable table = Table("10.1.0.0/29", gateway: "10.1.0.1"); // .2 to .6
        foreach (string owner in new[] { "a", "b", "c", "d", "e" })
        {
            Lease(table, owner);
        }

        Assert.Equal(LeaseOutcome.Exhausted, table.TryLease("f", null, out _));
        table.Release(IPAddress.Parse("10.1.0.2")); // claimed by a
        table.Release(IPAddress.Parse("10.1.0.3"));
        table.Forget("b");
        Assert.Equal("10.1.0.3", Lease(table, "f"));
        Assert.Equal("10.1.0.2", Lease(table, "g"));
        Assert.Equal(LeaseOutcome.Exhausted, table.TryLease("a", null, out _));
        Assert.Equal(8, table.TakenCount);
    }

    [Theory]
    [InlineData("10.2.0.1", LeaseOutcome.OutsideSubnet)]
    [InlineData("10.1.0.1", LeaseOutcome.InUse)] // gateway
    [InlineData("10.1.0.0", LeaseOutcome.InUse)] // network address
    [InlineData("10.1.0.255", LeaseOutcome.InUse)] // broadcast
    [InlineData("10.1.0.9", LeaseOutcome.InUse)] // auxiliary
    [InlineData("10.1.0.200", LeaseOutcome.Leased)] // outside the range, inside the subnet
    internal void A_particular_address_is_given_where_it_is_free(string wanted, LeaseOutcome outcome)
    {
        var table = new LeaseTable(
            new Subnet
            {
                Prefix = IPNetwork.Parse("10.1.0.0/24"),
                Range = IPNetwork.Parse("10.1.0.64/26"),
                Gateway = IPAddress.Parse("10.1.0.1"),
                Auxiliary = new Dictionary<string, IPAddress> { ["router"] = IPAddress.Parse("10.1.0.9") },
            },
            _clock);
        Assert.Equal(outcome, table.TryLease("a", IPAddress.Parse(wanted), out IPAddress? address));
        Assert.Equal(outcome == LeaseOutcome.Leased ? wanted : null, address?.ToString());
        Assert.Equal("10.1.0.64", Lease(table, "b"));
    }

    [Theory]
    [InlineData("10.1.0.0/31", "10.1.0.0", "10.1.0.1")] // RFC 3021: both are usable
    [InlineData("fd00::/127", "fd00::", "fd00::1")] // RFC 6164
    [InlineData("10.1.0.0/30", "10.1.0.1", "10.1.0.2")]
    [InlineData("fd00::/126", "fd00::1", "fd00::2 fd00::3")] // no broadcast in IPv6
    public void Small_subnets_give_all_that_they_have(string prefix, string gateway, string expected)
    {
        LeaseTable table = Table(prefix, gateway);
        List<string> given = [];
        while (table.TryLease($"owner{given.Count}", null, out IPAddress? address) == LeaseOutcome.Leased)
        {
            given.Add(address!.ToString());
        }

        Assert.Equal(expected, string.Join(' ', given));
    }

    [Fact]
    public void The_last_address_of_all_is_no_trap()
    {
        LeaseTable table = Table("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", gateway: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
        Assert.Equal("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Lease(table, "a"));
        Assert.Equal(LeaseOutcome.Exhausted, table.TryLease("b", null, out _));
    }

    [Fact]
    public void Claims_read_from_the_store_hold()
    {
        LeaseTable table = Table("10.1.0.0/24", gateway: "10.1.0.1");
        table.RestoreSticky("a", IPAddress.Parse("10.1.0.2"));
        table.Restore("b", IPAddress.Parse("10.1.0.3"));
        Assert.Equal("10.1.0.4", Lease(table, "c"));
        Assert.Equal("10.1.0.2", Lease(table, "a"));
    }

    private static string Lease(LeaseTable table, string owner)
    {
        Assert.Equal(LeaseOutcome.Leased, table.TryLease(owner, null, out IPAddress? address));
        return address!.ToString();
    }

    private LeaseTable Table(string prefix, string gateway) =>
        new(new Subnet { Prefix = IPNetwork.Parse(prefix), Gateway = IPAddress.Parse(gateway) }, _clock);
}
