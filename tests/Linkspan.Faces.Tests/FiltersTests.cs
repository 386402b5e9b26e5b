using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Images;

namespace Linkspan.Faces.Tests;

public sealed class FiltersTests
{
    [Theory]
    [InlineData("""{"driver":{"bridge":true}}""")]
    [InlineData("""{"driver":["bridge"]}""")]
    [InlineData("""{"driver":{"bridge":true,"host":false}}""")]
    public void Objects_and_lists_are_read_alike(string text) => Assert.Equal(["bridge"], Filters.Parse(text)["driver"]);

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":[1]}""")]
    [InlineData("""{"a":"b"}""")]
    public void Other_forms_are_invalid(string text) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<LinkspanException>(() => Filters.Parse(text)).Kind);

    [Fact]
    public void An_unknown_key_is_named() =>
        Assert.StartsWith("invalid filter 'zz'", Assert.Throws<LinkspanException>(() => Filters.Parse("""{"zz":["1"]}""").Allow("name")).Message);

    [Theory]
    [InlineData("""["true"]""", true)]
    [InlineData("""["1"]""", true)]
    [InlineData("""["false"]""", false)]
    [InlineData("""["0"]""", false)]
    public void A_boolean_is_read(string values, bool expected) => Assert.Equal(expected, Filters.Parse($$"""{"dangling":{{values}}}""").Boolean("dangling"));

    [Theory]
    [InlineData("""["yes"]""", "invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")")]
    [InlineData("""["1","0"]""", "got more than one value for filter key \"dangling\"")]
    public void A_bad_boolean_is_told(string values, string message) =>
        Assert.Equal(message, Assert.Throws<LinkspanException>(() => Filters.Parse($$"""{"dangling":{{values}}}""").Boolean("dangling")).Message);

    [Theory]
    [InlineData("""["a"]""", true)]
    [InlineData("""["a=1"]""", true)]
    [InlineData("""["a=2"]""", false)]
    [InlineData("""["a","b=x=y"]""", true)]
    [InlineData("""["a","c"]""", false)]
    public void Labels_must_all_fit(string labels, bool fits) => Assert.Equal(
        fits, Filters.Parse($$"""{"label":{{labels}}}""").Labels("label", new Dictionary<string, string> { ["a"] = "1", ["b"] = "x=y" }));

    [Theory]
    [InlineData("alpine:latest", "alpine", true)]
    [InlineData("alpine:latest", "alpine:*", true)]
    [InlineData("alpine:latest", "al*", true)]
    [InlineData("x/alpine:1", "al*", false)]
    [InlineData("x/alpine:1", "*/alpine", true)]
    [InlineData("alpine:1", "alpine:[0-2]", true)]
    [InlineData("alpine:3", "alpine:[0-2]", false)]
    [InlineData("alpine:3", "alpine:[", false)]
    [InlineData("host:5000/a:1", "host:5000/a", true)]
    [InlineData("a.b:1", "aXb:1", false)]
    public void Image_references_fit_patterns(string name, string pattern, bool fits) => Assert.Equal(fits, ReferencePattern.Fits(name, pattern));

    [Theory]
    [InlineData("web", "we", true)]
    [InlineData("web", "^w.b$", true)]
    [InlineData("web", "(", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "^(a+)+$", false)]
    public void Names_fit_parts_and_expressions(string name, string pattern, bool fits) => Assert.Equal(fits, NameMatch.Fits(name, pattern));

    [Theory]
    [InlineData("80", 80, "tcp", true)]
    [InlineData("80", 80, "udp", false)]
    [InlineData("80-90/udp", 85, "udp", true)]
    [InlineData("80-90/udp", 91, "udp", false)]
    public void Port_filters_cover_ranges(string filter, int port, string protocol, bool fits) => Assert.Equal(fits, PortText.InRange(filter, port, protocol));
}
