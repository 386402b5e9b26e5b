using System.Xml.Linq;

namespace Linkspan.Architecture.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Project_references_are_those_of_the_drawing()
    {
        string[] allowed = [.. File.ReadLines(Repository.Path("docs/dependencies.txt")).Where(static line => line.Contains("->"))];
        string[] found =
        [
            .. Directory.EnumerateFiles(Repository.Path("src"), "*.csproj", SearchOption.AllDirectories)
                .SelectMany(static file => XDocument.Load(file).Descendants("ProjectReference")
                    .Select(reference => $"{Path.GetFileNameWithoutExtension(file)} -> {Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)}")),
        ];
        Assert.Equal(allowed.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Linkspan.Netlink", "Linkspan.Engine")]
    [InlineData("Linkspan.Dns", "Linkspan.Engine")]
    [InlineData("Linkspan.Dhcp", "Linkspan.Engine")]
    [InlineData("Linkspan.Dhcp", "Linkspan.Netlink")]
    [InlineData("Linkspan.Engine", "Linkspan.Containers")]
    [InlineData("Linkspan.Engine", "Microsoft.AspNetCore")]
    [InlineData("Linkspan.Containers", "Linkspan.Faces")]
    [InlineData("linkspan-net", "Linkspan.Containers")]
    [InlineData("linkspan-net", "Microsoft.AspNetCore")]
    [InlineData("linkspan-net", "Grpc.")]
    public void A_layer_does_not_name_what_lies_above_it(string project, string foreign)
    {
        foreach (string file in Repository.SourceFiles($"src/{project}"))
        {
            Assert.DoesNotContain($"using {foreign}", File.ReadAllText(file));
        }
    }

    [Fact]
    public void Only_the_kernel_folder_of_the_engine_sends_changes_to_the_kernel()
    {
        foreach (string file in Repository.SourceFiles("src/Linkspan.Engine").Where(static file => !file.Contains("/Kernel/")))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("Linkspan.Netlink.Route", text);
            Assert.DoesNotContain("Linkspan.Netlink.Filter", text);
        }
    }

    [Fact]
    public void Namespaces_are_entered_only_on_the_thread_kept_for_that()
    {
        foreach (string file in Repository.SourceFiles("src").Where(static file => !file.Contains("/Linkspan.Netlink/")))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("EntryPoint = \"setns\"", text);
            Assert.DoesNotContain("EntryPoint = \"unshare\"", text);
        }
    }

    [Fact]
    public void The_product_starts_no_network_tools()
    {
        foreach (string file in Repository.SourceFiles("src"))
        {
            string text = File.ReadAllText(file);
            foreach (string tool in new[] { "\"ip\"", "\"nft\"", "\"iptables\"", "\"tc\"" })
            {
                Assert.False(text.Contains($"Start({tool}", StringComparison.Ordinal) || text.Contains($"[{tool}", StringComparison.Ordinal), $"{file} starts {tool}");
            }
        }
    }
}
