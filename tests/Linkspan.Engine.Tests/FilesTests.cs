using System.Net;
using Linkspan.Engine.Model;
using Linkspan.Engine.Names;

namespace Linkspan.Engine.Tests;

public sealed class FilesTests
{
    [Fact]
    public void Hosts_has_loopback_what_the_user_added_links_and_own_addresses()
    {
        Network network = Make.Network("n1", static request => (request with { EnableIPv6 = true }).On("10.1.0.0/24", "fd01::/64"));
        Sandbox sandbox = Make.Sandbox("web", [network]);
        sandbox = sandbox with
        {
            Request = sandbox.Request with { DomainName = "example.org", ExtraHosts = ["db:10.7.0.1", "six=[fd07::1]", "plain:fd07::2", "gw:host-gateway"] },
        };
        Make.MatchesGolden(
            "hosts.txt", HostsFile.Write(sandbox, [(IPAddress.Parse("10.1.0.9"), "sql db 0123456789ab")], [IPAddress.Parse("10.1.0.1"), IPAddress.Parse("fd01::1")]));
    }

    [Theory]
    [InlineData("foo")]
    [InlineData(":1.2.3.4")]
    [InlineData("foo:")]
    [InlineData("foo:1.2.3")] // not the C library's short form
    [InlineData("foo:bar")]
    public void A_wrong_extra_host_is_refused(string entry) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => HostsFile.Parse(entry)).Kind);

    [Theory]
    [InlineData("nameserver 192.0.2.1\nsearch a b\noptions ndots:2", "192.0.2.1", "a b", "ndots:2")]
    [InlineData("# nameserver 1.1.1.1\n;x y\nnameserver\t192.0.2.1\r\ndomain a\nsearch b", "192.0.2.1", "b", "")] // the last of domain and search
    [InlineData("", "", "", "")]
    [InlineData("nameserver", "", "", "")]
    public void A_resolver_file_is_read_as_the_C_library_reads_it(string text, string servers, string search, string options)
    {
        ResolverFile file = ResolverFile.Parse(text);
        Assert.Equal(servers, string.Join(' ', file.Servers));
        Assert.Equal(search, string.Join(' ', file.Search));
        Assert.Equal(options, string.Join(' ', file.Options));
    }

    [Theory]
    [InlineData("", "", "nameserver 127.0.0.11|search lan|options timeout:1 ndots:0|")]
    [InlineData(".", "", "nameserver 127.0.0.11|options timeout:1 ndots:0|")]
    [InlineData("x.org", "ndots:3", "nameserver 127.0.0.11|search x.org|options ndots:3|")]
    public void A_container_asks_the_keeper(string search, string options, string expected)
    {
        ResolverFile file = ResolverFile.Parse("nameserver 192.0.2.1\nsearch lan\noptions timeout:1").With(new ResolverSettings
        {
            Search = search.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Options = options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        });
        Assert.Equal(expected, Body(file.ForKeeper()));
    }

    [Theory]
    [InlineData("127.0.0.53 192.0.2.1 fd00::1", false, "nameserver 192.0.2.1|")]
    [InlineData("127.0.0.53 192.0.2.1 fd00::1", true, "nameserver 192.0.2.1|nameserver fd00::1|")]
    [InlineData("127.0.0.53", false, "nameserver 8.8.8.8|nameserver 8.8.4.4|")]
    public void On_the_default_bridge_servers_that_cannot_be_reached_are_left_out(string servers, bool withIPv6, string expected) =>
        Assert.Equal(expected, Body(new ResolverFile { Servers = servers.Split(' ') }.ForDefaultBridge(withIPv6)));

    private static string Body(string text) => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].Replace('\n', '|');
}
