namespace Linkspan.Cli.Tests;

public sealed class PortSpecTests
{
    [Theory]
    [InlineData("80", "80/tcp=>:")]                                    // any port of the host
    [InlineData("8080:80", "80/tcp=>:8080")]
    [InlineData("8080:80/udp", "80/udp=>:8080")]
    [InlineData("8080:80/SCTP", "80/sctp=>:8080")]
    [InlineData("0:80", "80/tcp=>:")]                                  // 0 is any port, as in the API
    [InlineData("127.0.0.1:8080:80", "80/tcp=>127.0.0.1:8080")]
    [InlineData("127.0.0.1::80", "80/tcp=>127.0.0.1:")]
    [InlineData("[::1]:8080:80", "80/tcp=>::1:8080")]
    [InlineData("[::1]::80", "80/tcp=>::1:")]
    [InlineData("[::1]:80", "80/tcp=>::1:")]
    [InlineData("2001:db8::1:8080:80", "80/tcp=>2001:db8::1:8080")]    // brackets forgotten, still clear
    [InlineData("8000-8002:80-82", "80/tcp=>:8000 81/tcp=>:8001 82/tcp=>:8002")]
    [InlineData("80-81", "80/tcp=>: 81/tcp=>:")]
    [InlineData("8000-8010:80", "80/tcp=>:8000-8010")]                 // the first free of the range: the daemon chooses
    [InlineData("published=8080,target=80,protocol=udp", "80/udp=>:8080")]
    [InlineData("target=80", "80/tcp=>:")]
    [InlineData("published=127.0.0.1:8080,target=80", "80/tcp=>127.0.0.1:8080")]
    [InlineData("target=80,published=8080,host_ip=::1,mode=host", "80/tcp=>::1:8080")]
    public void A_port_is_read_in_every_form(string text, string expected)
    {
        var bindings = new Dictionary<string, List<PortBinding>>(StringComparer.Ordinal);
        PortSpec.Publish(text, bindings);
        Assert.Equal(expected, string.Join(' ', bindings.Select(static pair => $"{pair.Key}=>{pair.Value[0].HostIp}:{pair.Value[0].HostPort}")));
    }

    [Theory]
    [InlineData("", "the container's port is missing")]
    [InlineData("8080:", "the container's port is missing")]
    [InlineData("0", "0 is no port")]
    [InlineData("65536", "65536 is no port")]
    [InlineData("80/icmp", "protocol icmp is not tcp, udp or sctp")]
    [InlineData("82-80", "range 82-80 runs backwards")]
    [InlineData("8000-8001:80-82", "2 ports of the host cannot serve 3")]
    [InlineData("::1:80", "stands in brackets")]
    [InlineData("[::1:8080:80", "the bracket is not followed")]
    [InlineData("localhost:8080:80", "'localhost' is no address")]
    [InlineData("target=80,foo=1", "foo is not one of")]
    public void A_wrong_port_is_refused_with_the_reason(string text, string reason)
    {
        CliException e = Assert.Throws<CliException>(() => PortSpec.Publish(text, []));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_port_may_be_published_twice()
    {
        Dictionary<string, List<PortBinding>> bindings = [];
        PortSpec.Publish("127.0.0.1:80:80", bindings);
        PortSpec.Publish("[::1]:80:80", bindings);
        Assert.Equal(["127.0.0.1", "::1"], bindings["80/tcp"].Select(static binding => binding.HostIp));
    }

    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("53/udp", "53/udp")]
    [InlineData("80-82", "80/tcp 81/tcp 82/tcp")]
    public void Exposed_ports_are_ports_or_ranges(string text, string expected) => Assert.Equal(expected, string.Join(' ', PortSpec.Expose(text)));
}
