using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests;

/// <summary>The commands of the documents, typed as they stand.</summary>
public sealed partial class DocumentTests(DaemonFixture daemon) : IDisposable
{
    private const string OnMachine = "ip netns exec machine";

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
        TypeCommands(page);
    }

    /// <summary>A page of a mode on a physical segment supposes the network NETWORK on the host's card eth1, NAME on it, and a machine on the segment.</summary>
    [Theory]
    [InlineData("macvlan", "-d", "macvlan", "-o", "parent=eth1", "--subnet", "192.0.2.0/24", "--ip-range", "192.0.2.64/26", "-o", "linkspan.host_access=true")]
    [InlineData("transparent", "-d", "transparent", "-o", "parent=eth1", "--subnet", "192.0.2.0/24", "--ip-range", "192.0.2.64/26")]
    [InlineData("device", "-d", "device", "-o", "linkspan.device=eth1", "--subnet", "192.0.2.0/24", "--ip-range", "192.0.2.64/26")]
    [InlineData("dhcp", "-d", "macvlan", "-o", "parent=eth1", "--ipam-driver", "dhcp")]
    public void Commands_of_a_page_about_a_physical_segment_work(string page, params string[] network)
    {
        Shell("ip netns add machine; ip link add eth1 type veth peer name eth0 netns machine; ip address add 192.0.2.7/24 dev eth1; ip link set eth1 up");
        Shell($"{OnMachine} ip link set eth0 up; {OnMachine} ip address add 192.0.2.2/24 dev eth0");
        try
        {
            Shell($"{OnMachine} dnsmasq --conf-file=/dev/null --port=0 --user=root --interface=eth0 --dhcp-range=192.0.2.64,192.0.2.99,10m --dhcp-sequential-ip --dhcp-leasefile=/dev/null --pid-file={daemon.ExecRoot}/dnsmasq.pid");
            daemon.Must(["network", "create", .. network, "NETWORK"]);
            daemon.Must("run", "-d", "--name", "NAME", "--network", "NETWORK", "my_image");
            Shell($"{OnMachine} ping -c1 -W2 192.0.2.64");
            TypeCommands(page);
        }
        finally
        {
            daemon.Clean();
            Tool.Run("sh", "-c", $"kill $(cat '{daemon.ExecRoot}/dnsmasq.pid'); ip link del eth1; ip netns del machine");
        }
    }

    /// <summary>Each command of the page's last chapter must succeed and print something; those for a machine of the segment are typed there.</summary>
    private void TypeCommands(string page)
    {
        string[] commands = [.. Blocks($"docs/modes/{page}.md", "## How to look inside").SelectMany(static block => block)];
        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            Shell(command.Contains("on a machine of the segment", StringComparison.Ordinal) ? $"{OnMachine} {command}" : command, printing: true);
        }
    }

    private void Shell(string command, bool printing = false)
    {
        ToolResult result = Tool.Run("env", $"PATH={Repository.Path("out")}:{Environment.GetEnvironmentVariable("PATH")}", $"LINKSPAN_HOST=unix://{daemon.Socket}", "sh", "-ec", command);
        Assert.True(result.ExitCode == 0 && (!printing || result.Output.Length > 0), $"{command}\n{result.Output}{result.Error}");
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
