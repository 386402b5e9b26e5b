using System.Net;
using Linkspan.Lab;
using Linkspan.Netlink.Route;

namespace Linkspan.Netlink.Tests;

public sealed class SegmentTests
{
    [Fact]
    public void Hosts_of_a_segment_reach_one_another()
    {
        using Segment lan = Segment.Create();
        using Host one = Host.Create();
        using Host two = Host.Create();
        one.Route.Send(new AddAddress { Link = lan.Join(one), Address = IPAddress.Parse("10.7.0.1"), PrefixLength = 16 });
        two.Route.Send(new AddAddress { Link = lan.Join(two), Address = IPAddress.Parse("10.7.0.2"), PrefixLength = 16 });
        Assert.Contains(" 1 received", one.Run("ping", "-c", "1", "-W", "2", "10.7.0.2"), StringComparison.Ordinal);
    }
}
