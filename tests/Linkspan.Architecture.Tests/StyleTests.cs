namespace Linkspan.Architecture.Tests;

public sealed class StyleTests
{
    private const int MaximumLines = 500;

    [Fact]
    public void No_source_file_is_longer_than_the_house_allows()
    {
        string[] tooLong = [.. Repository.SourceFiles("src").Where(static file => File.ReadLines(file).Count() > MaximumLines)];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_region_and_no_leftover_note_stands_in_the_source()
    {
        string[] found =
        [
            .. Repository.SourceFiles("src").Where(static file =>
                File.ReadLines(file).Any(static line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal) || line.Contains("TODO") || line.Contains("FIXME"))),
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void Every_mode_has_its_page_with_the_same_headings()
    {
        foreach (string mode in new[] { "bridge", "host", "none", "container", "macvlan", "ipvlan", "transparent", "device", "dhcp" })
        {
            string page = File.ReadAllText(Repository.Path($"docs/modes/{mode}.md"));
            foreach (string heading in new[] { "## What it builds", "## When to choose it", "## Limits", "## How to look inside" })
            {
                Assert.Contains(heading, page);
            }
        }
    }

    [Fact]
    public void Every_package_of_the_product_has_a_decision_record()
    {
        string decisions = string.Join('\n', Directory.EnumerateFiles(Repository.Path("docs/decisions"), "*.md").Select(File.ReadAllText));
        IEnumerable<string> packages = Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static file => System.Xml.Linq.XDocument.Load(file).Descendants("PackageReference"))
            .Select(static reference => reference.Attribute("Include")!.Value)
            .Distinct(StringComparer.Ordinal);
        foreach (string package in packages)
        {
            Assert.Contains(package, decisions);
        }
    }
}
