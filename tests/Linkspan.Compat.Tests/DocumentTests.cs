using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests;

/// <summary>The commands of the documents, typed as they stand.</summary>
public sealed partial class DocumentTests(DaemonFixture daemon) : IDisposable
{
    private static readonly TimeSpan TourPatience = TimeSpan.FromMinutes(3);

    public void Dispose() => daemon.Clean();

    /// <summary>A mode page supposes the containers container1 and container2 on my_bridge_network, and NAME in the page's mode.</summary>
    [Theory]
    [InlineData("bridge", "my_bridge_network")]
    [InlineData("host", "host")]
    [InlineData("none", "none")]
    [InlineData("container", "container:container1")]
    public void Commands_of_a_mode_page_work(string page, string mode)
    {
        daemon.Must("network", "create", "my_bridge_network");
        daemon.Must("run", "-d", "--name", "container1", "--network", "my_bridge_network", "-p", "80", "my_image");
        daemon.Must("run", "-d", "--name", "container2", "--network", "my_bridge_network", "my_image");
        daemon.Must("run", "-d", "--name", "NAME", "--network", mode, "my_image");
        string[] commands = [.. Blocks($"docs/modes/{page}.md", "## How to look inside").SelectMany(static block => block)];
        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            ToolResult result = Tool.Run("env", $"PATH={Repository.Path("out")}:{Environment.GetEnvironmentVariable("PATH")}", $"LINKSPAN_HOST=unix://{daemon.Socket}", "sh", "-c", command);
            Assert.True(result.ExitCode == 0 && result.Output.Length > 0, $"{command}\n{result.Output}{result.Error}");
        }
    }

    /// <summary>
    /// The README's five minutes from start to end, on the default folders: these, the processes and the network are private to the test. The
    /// images are those of the demo.
    /// </summary>
    [Fact]
    public void The_tour_of_the_README_works()
    {
        Assert.True(File.Exists(Repository.Path("artifacts/demo/api.tar")), "the demo's images are missing; ./build demo makes them");
        string folder = Directory.CreateTempSubdirectory("linkspan-tour-").FullName;
        try
        {
            IEnumerable<string> typed = Blocks("README.md", "## Five minutes").SelectMany(static block => block)
                .Select(static command => ExpectedToFail().IsMatch(command) ? $"if {command}\nthen echo 'this should have failed'; exit 1; fi" : command);
            string script = $"""
                set -ex
                for folder in /run/linkspan /var/lib/linkspan; do mkdir -p $folder; mount -t tmpfs tmpfs $folder; done
                ip link set lo up
                cd '{folder}'
                ln -s '{Repository.Path("out")}' '{Repository.Path("artifacts")}' .
                {string.Join('\n', typed)}
                {Inline().Match(File.ReadAllText(Repository.Path("README.md"))).Groups["commands"].Value}
                """;
            ToolResult tour = Tool.Run(TourPatience, "unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "bash", "-c", script);
            Assert.True(tour.ExitCode == 0, tour.Output + tour.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The fenced blocks below a heading, up to the next one of its level; empty lines left out.</summary>
    private static List<string[]> Blocks(string document, string heading)
    {
        List<string[]> blocks = [];
        List<string>? block = null;
        foreach (string line in File.ReadLines(Repository.Path(document)).SkipWhile(line => line != heading).Skip(1).TakeWhile(static line => !line.StartsWith("## ", StringComparison.Ordinal)))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                block?.Add(line);
            }
            else if (block is null)
            {
                block = [];
            }
            else
            {
                blocks.Add([.. block.Where(static command => command.Length > 0)]);
                block = null;
            }
        }

        return blocks;
    }

    [GeneratedRegex("# fails", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExpectedToFail();

    [GeneratedRegex("Away with everything: `(?<commands>[^`]*)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();
}
