using System.Text.Json;

namespace Linkspan.Cli.Tests;

public sealed class OutputTests
{
    [Fact]
    public void Columns_are_aligned_and_lines_end_without_blanks()
    {
        string table = Table.Render(["A", "LONGER"], [["x", ""], ["wide", "y"], ["✓ 1", "日本"]], new TestTerminal().Terminal);
        Assert.Equal("A      LONGER\nx\nwide   y\n✓ 1    日本\n", table);
    }

    [Fact]
    public void Colours_change_no_column()
    {
        string plain = Table.Render(["A", "B"], [["✗ no", "y"]], new TestTerminal().Terminal);
        string painted = Table.Render(["A", "B"], [["✗ no", "y"]], new TestTerminal(colours: true).Terminal);
        Assert.NotEqual(plain, painted);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(painted, "\e\\[[0-9]+m", ""));
    }

    [Theory]
    [InlineData(null, "ID   NAME\n1    a\"b\n")]
    [InlineData("json", "{\"ID\":\"1\",\"Name\":\"a\\\"b\",\"Hidden\":\"h\"}\n")]
    [InlineData("name", "a\"b\n")]
    [InlineData("{{.ID}}: {{ .Hidden }}", "1: h\n")]
    [InlineData("{{json .Hidden}}", "\"h\"\n")]
    [InlineData("table {{.Hidden}}\\t{{.ID}}", "HIDDEN   ID\nh        1\n")]
    public async Task A_list_has_its_forms(string? format, string expected)
    {
        var terminal = new TestTerminal();
        var listing = new Listing([("ID", "ID", true), ("Name", "NAME", true), ("Hidden", "HIDDEN", false)], "Name");
        listing.Add("1", "a\"b", "h");
        await listing.PrintAsync(format, terminal.Terminal);
        Assert.Equal(expected, terminal.Out);
    }

    [Theory]
    [InlineData("{{range .X}}{{.}}{{end}}")]
    [InlineData("{{.A | upper}}")]
    [InlineData("{{.A")]
    [InlineData("yaml")]
    public void A_template_that_is_more_than_a_path_is_refused_with_the_way_out(string format)
    {
        CliException e = Assert.Throws<CliException>(() => OutputForm.Parse(format));
        Assert.Contains("--format json | jq", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{.A.B}}", "x")]
    [InlineData("{{.a.b}}", "x")]
    [InlineData("{{.L.1}}", "2")]
    [InlineData("{{.T}}", "true")]
    [InlineData("{{.A}}", "{\"B\":\"x\"}")]
    [InlineData("json", "{\"A\":{\"B\":\"x\"},\"L\":[1,2],\"T\":true}")]
    public async Task An_inspection_gives_the_value_at_a_path(string format, string expected)
    {
        var terminal = new TestTerminal();
        using JsonDocument thing = JsonDocument.Parse("""{"A":{"B":"x"},"L":[1,2],"T":true}""");
        await Inspection.PrintAsync([thing.RootElement], format, terminal.Terminal);
        Assert.Equal(expected, terminal.Out.TrimEnd());
    }

    [Fact]
    public void Neighbouring_ports_are_drawn_together()
    {
        PortAnswer[] ports =
        [
            new() { IP = "0.0.0.0", PrivatePort = 80, PublicPort = 8080, Type = "tcp" }, new() { IP = "0.0.0.0", PrivatePort = 81, PublicPort = 8081, Type = "tcp" },
            new() { IP = "::", PrivatePort = 80, PublicPort = 8080, Type = "tcp" }, new() { PrivatePort = 53, Type = "udp" },
        ];
        Assert.Equal("0.0.0.0:8080-8081->80-81/tcp, [::]:8080->80/tcp, 53/udp", PortList.Text(ports));
    }
}
