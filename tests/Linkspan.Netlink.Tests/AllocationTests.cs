using System.Net;
using Linkspan.Lab;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Route;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Tests;

public sealed class AllocationTests
{
    private readonly IPAddress _address = IPAddress.Parse("10.7.0.2");
    private readonly IPNetwork _prefix = IPNetwork.Parse("10.8.0.0/16");

    [Fact]
    public void A_batch_of_changes_allocates_nothing()
    {
        using Host host = Host.Create();
        host.Route.Send(new Bridge { Name = "b0" });
        int link = host.Route.FindIndex("b0");
        var batch = new NetlinkBatch();
        Assert.Equal(0, Least(() =>
        {
            batch.Clear();
            batch.Add(new SetLink { Index = link, Up = true });
            batch.Add(new AddAddress { Link = link, Address = _address, PrefixLength = 16, Replace = true });
            batch.Add(new AddRoute { Destination = _prefix, Link = link, Replace = true });
            host.Route.Send(batch);
            _ = host.Route.FindIndex("b0");
        }));
    }

    [Fact]
    public void A_transaction_of_elements_allocates_nothing()
    {
        using Host host = Host.Create();
        var batch = new FilterBatch(FilterFamily.Inet, "span");
        batch.AddTable();
        batch.AddSet("set", FieldType.IPv4);
        host.Filter.Commit(batch);
        Assert.Equal(0, Least(() =>
        {
            Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
            batch.AddElement("set", new KeyWriter(key).Address(_address).Written);
            host.Filter.Commit(batch);
        }));
    }

    /// <summary>Bytes of the thriftiest run: the first ones pay for compilation and for buffers that grow once.</summary>
    private static long Least(Action operation)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            operation();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
