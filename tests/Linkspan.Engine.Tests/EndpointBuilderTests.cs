using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine.Tests;

public sealed class EndpointBuilderTests
{
    private static readonly Network Own = Make.Network("n1", static request => request.On("10.1.0.0/24"));
    private static readonly Network Default = Own with { Name = "bridge", Predefined = true };

    public static TheoryData<string, Network, EndpointRequest, string> Refused => new()
    {
        { "address outside", Own, Ask() with { IPv4 = IPAddress.Parse("10.2.0.1") }, "invalid endpoint settings:\nno configured subnet contains IP address 10.2.0.1" },
        { "IPv6 on an IPv4 network", Own, Ask() with { IPv6 = IPAddress.Parse("fd00::1") }, "no configured subnet contains IP address fd00::1; network n1 carries no IPv6" },
        { "address on the default bridge", Default, Ask() with { IPv4 = IPAddress.Parse("10.1.0.5") }, "user-specified IP address is supported on user-defined networks only" },
        { "alias on the default bridge", Default, Ask() with { Aliases = ["a"] }, "network-scoped aliases are only supported for user-defined networks" },
        { "interface name", Own, Option(EndpointBuilder.InterfaceName, "a/b"), "no name for a link" },
        { "multicast MAC", Own, Ask() with { Mac = PhysicalAddress.Parse("01:00:5e:00:00:01") }, "invalid MAC address" },
        { "short MAC", Own, Ask() with { Mac = new PhysicalAddress([2, 0]) }, "invalid MAC address" },
        { "sysctl with a name", Own, Option(EndpointBuilder.InterfaceSysctls, "net.ipv4.conf.eth0.log_martians=1"), "unrecognised network interface sysctl 'net.ipv4.conf.eth0.log_martians=1'" },
        { "sysctl of another tree", Own, Option(EndpointBuilder.InterfaceSysctls, "kernel.a.b.IFNAME.c=1"), "'X' must be 'ipv4', 'ipv6' or 'mpls'" },
        { "sysctl path", Own, Option(EndpointBuilder.InterfaceSysctls, "net.ipv4.conf.IFNAME.a/b=1"), "unrecognised" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_is_refused(string why, Network network, EndpointRequest request, string message)
    {
        LinkspanException e = Assert.Throws<LinkspanException>(() => EndpointBuilder.Check(request, network, []));
        Assert.True(e.Kind == ErrorKind.Invalid, why);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_option_is_a_warning_with_the_word_that_was_meant()
    {
        List<string> warnings = [];
        EndpointBuilder.Check(Option("com.docker.network.endpoint.ifnam", "x"), Own, warnings);
        Assert.Contains("did you mean com.docker.network.endpoint.ifname?", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Interfaces_are_numbered_by_the_lowest_free_and_a_name_given_wins()
    {
        var taken = new HashSet<string> { "eth0", "eth2" };
        Assert.Equal("eth1", EndpointBuilder.ChooseInterfaceName(Ask(), Own, taken));
        Assert.Equal("lan", EndpointBuilder.ChooseInterfaceName(Option(EndpointBuilder.InterfaceName, "lan"), Own, taken));
        Assert.Equal(
            ErrorKind.Conflict,
            Assert.Throws<LinkspanException>(() => EndpointBuilder.ChooseInterfaceName(Option(EndpointBuilder.InterfaceName, "eth2"), Own, taken)).Kind);
    }

    [Fact]
    public void Sysctls_get_the_interfaces_name() => Assert.Equal(
        new KeyValuePair<string, string>("net/ipv4/conf/eth3/log_martians", "1"),
        Assert.Single(EndpointBuilder.Sysctls(Option(EndpointBuilder.InterfaceSysctls, "net.ipv4.conf.IFNAME.log_martians=1"), "eth3")));

    [Fact]
    public void Names_are_the_containers_aliases_short_id_and_hostname_without_repetition()
    {
        var sandbox = new SandboxRequest { Id = new string('a', 64), Name = "web", Hostname = "WEB" };
        Assert.Equal(["web", "db", "aaaaaaaaaaaa"], EndpointBuilder.Names(sandbox, Ask() with { Aliases = ["db", "Web"] }));
    }

    [Theory]
    [InlineData("db", "db", "db")]
    [InlineData("db:sql", "sql", "db")]
    [InlineData("/db:/web/sql", "sql", "db")] // the form that the API gives back
    public void Links_name_others_privately(string link, string alias, string target) => Assert.Equal(
        new KeyValuePair<string, string>(alias, target), Assert.Single(EndpointBuilder.Links(Ask() with { Links = [link] })));

    [Theory]
    [InlineData("10.1.2.3", null, "02420A010203")]
    [InlineData(null, "fd00::a:b", "0242000A000B")]
    public void The_hardware_address_follows_the_address(string? ipv4, string? ipv6, string mac) => Assert.Equal(
        mac, EndpointBuilder.MacOf(ipv4 is null ? null : IPAddress.Parse(ipv4), ipv6 is null ? null : IPAddress.Parse(ipv6)).ToString());

    private static EndpointRequest Ask() => new() { Network = "n1" };

    private static EndpointRequest Option(string name, string value) => Ask() with { Options = new Dictionary<string, string> { [name] = value } };
}
