using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Linkspan.Compat.Tests.Soak;

/// <summary>
/// One soak: an action chosen by the seed, then a look. What the API tells after an action is the truth that the kernel, the names and the ports are held
/// against, so that an action that a kill cut short needs no bookkeeping.
/// </summary>
internal sealed class SoakRun
{
    private const int MaxNetworks = 8;
    private const int FirstPort = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // far above the second in which repairs are due, for a machine that is busy

    private readonly DaemonFixture _daemon;
    private readonly Random _random;
    private readonly int _seed;
    private readonly int _maxEndpoints;
    private readonly Queue<string> _last = new();
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _internal = new(StringComparer.Ordinal);
    private int _number;

    public SoakRun(DaemonFixture daemon, int seed, int maxEndpoints)
    {
        _daemon = daemon;
        _seed = seed;
        _random = new Random(seed);
        _maxEndpoints = maxEndpoints;
    }

    /// <summary>What was done, by kind.</summary>
    public string Summary => string.Join(", ", _done.Select(static pair => $"{pair.Key} {pair.Value}"));

    /// <summary>Acts and looks until the time is over.</summary>
    public void Run(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            Act();
            CheckPassage();
            if (_number % 8 == 0)
            {
                CheckAgreement();
            }
        }

        CheckAgreement();
    }

    /// <summary>Waits until there is nothing to complain of.</summary>
    /// <param name="what">What it means where that does not come.</param>
    /// <param name="complaint">Null where all is well.</param>
    public void Eventually(string what, Func<string?> complaint)
    {
        var clock = Stopwatch.StartNew();
        string? last;
        while ((last = complaint()) is not null)
        {
            Assert.True(clock.Elapsed < Patience, $"{what}: {last}\nLINKSPAN_SOAK_SEED={_seed}, after {_number} actions, the last of them:\n{string.Join('\n', _last)}");
            Thread.Sleep(50);
        }
    }

    private void Act()
    {
        _number++;
        string[] networks = Networks();
        List<Running> containers = Running.List(_daemon);
        int endpoints = containers.Sum(static container => container.Addresses.Count);
        switch (_random.Next(100))
        {
            case < 10 when networks.Length < MaxNetworks:
            case < 60 when networks.Length == 0:
                Docker(["network", "create", .. Kind(), $"n{_number}"]);
                break;
            case < 45 when endpoints < _maxEndpoints:
                string[] published = _random.Next(2) == 0 ? ["-p", $"{FirstPort + (_number % 10_000)}:80"] : [];
                Docker(["run", "-d", "--name", $"c{_number}", "--network", Pick(networks), .. published, "my_image"]);
                break;
            case < 58 when containers.Count > 0:
                Docker("rm", "-f", Pick(containers).Name);
                break;
            case < 68 when containers.Count > 0 && endpoints < _maxEndpoints:
                Running joining = Pick(containers);
                string[] others = [.. networks.Where(network => !joining.Addresses.ContainsKey(network))];
                if (others.Length > 0)
                {
                    Docker("network", "connect", Pick(others), joining.Name);
                }

                break;
            case < 74 when containers.Exists(static container => container.Addresses.Count > 1):
                Running leaving = Pick(containers.FindAll(static container => container.Addresses.Count > 1));
                Docker("network", "disconnect", Pick([.. leaving.Addresses.Keys]), leaving.Name);
                break;
            case < 80 when containers.Count > 0:
                Publish(Pick(containers));
                break;
            case < 84 when networks.Length > 0:
                string[] empty = [.. networks.Where(network => containers.TrueForAll(container => !container.Addresses.ContainsKey(network)))];
                if (empty.Length > 0)
                {
                    Docker("network", "rm", Pick(empty));
                }

                break;
            case < 92:
                Note("flush");
                Assert.Equal(0, Tool.Run("nft", "flush", "ruleset").ExitCode);
                break;
            case < 96:
                KillDuringAnAction(networks);
                break;
            default:
                Note("restart");
                _daemon.Stop();
                _daemon.Start();
                break;
        }
    }

    private string[] Kind() => _random.Next(4) switch
    {
        0 => ["--internal"],
        1 => ["--ipv6"],
        2 => ["-o", "com.docker.network.bridge.enable_icc=false"],
        _ => [],
    };

    private void Publish(Running container)
    {
        Note("publish");
        if (container.Ports.Count > 0)
        {
            _daemon.MustOurs("unpublish", container.Name, "80");
        }
        else
        {
            _daemon.MustOurs("publish", container.Name, $"{FirstPort + (_number % 10_000)}:80");
        }
    }

    /// <summary>Whether the action was done is not known: the API tells.</summary>
    private void KillDuringAnAction(string[] networks)
    {
        Note("kill");
        using (new Timer(_ => _daemon.Kill(), state: null, TimeSpan.FromMilliseconds(_random.Next(5, 400)), Timeout.InfiniteTimeSpan))
        {
            string network = networks.Length > 0 ? Pick(networks) : "bridge";
            _daemon.Docker("run", "-d", "--name", $"c{_number}", "--network", network, "-p", $"{FirstPort + (_number % 10_000)}:80", "my_image");
            var clock = Stopwatch.StartNew();
            while (_daemon.IsRunning)
            {
                Assert.True(clock.Elapsed < Patience, "the daemon was not killed");
                Thread.Sleep(10);
            }
        }

        _daemon.Start();
        foreach (string id in _daemon.Must("ps", "-aq", "--filter", "status=created", "--filter", "status=exited", "--filter", "status=dead").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _daemon.Must("rm", "-f", id);
        }
    }

    /// <summary>A sample of who reaches whom, of names and of ports.</summary>
    private void CheckPassage()
    {
        List<Running> containers = Running.List(_daemon);
        if (containers.Count < 2)
        {
            return;
        }

        Dictionary<string, bool> open = Open();
        Running from = Pick(containers);
        Running to = Pick(containers.FindAll(container => container != from));
        foreach ((string network, System.Net.IPAddress address) in to.Addresses)
        {
            bool may = from.Addresses.ContainsKey(network) && open.GetValueOrDefault(network);
            if (may)
            {
                Eventually($"{from.Name} does not reach {to.Name} on {network}", () => Probes.Reaches(from.Process, to.Process, address) ? null : $"{address}");
            }
            else if (Probes.Reaches(from.Process, to.Process, address))
            {
                Eventually($"{from.Name} reached {to.Name} on {network}, which it must never", static () => "isolation is broken");
            }

            if (from.Addresses.ContainsKey(network))
            {
                Eventually($"{from.Name} does not find {to.Name}", () => Probes.Resolve(from.Process, to.Name).Any(to.Addresses.Values.Contains) ? null : "no such answer");
            }
        }

        if (containers.FindAll(container => container.Ports.Count > 0 && LeadsOut(container)) is { Count: > 0 } published)
        {
            Running served = Pick(published);
            Eventually($"{served.Name} is not reached by port {served.Ports[0]}", () => Probes.Connects(served.Process, served.Ports[0]) ? null : "no connection");
        }

        bool LeadsOut(Running container) => container.Addresses.Keys.Any(network => !_internal.Contains(network));
    }

    /// <summary>Whether neighbours on a network reach each other.</summary>
    private Dictionary<string, bool> Open()
    {
        _internal.Clear();
        Dictionary<string, bool> open = new(StringComparer.Ordinal);
        string[] names = Networks();
        if (names.Length == 0)
        {
            return open;
        }

        using JsonDocument document = JsonDocument.Parse(_daemon.Must(["network", "inspect", .. names]));
        foreach (JsonElement network in document.RootElement.EnumerateArray())
        {
            string name = network.GetProperty("Name").GetString()!;
            open[name] = !network.GetProperty("Options").TryGetProperty("com.docker.network.bridge.enable_icc", out JsonElement icc) || icc.GetString() != "false";
            if (network.GetProperty("Internal").GetBoolean())
            {
                _internal.Add(name);
            }
        }

        return open;
    }

    /// <summary>What the API tells is what the kernel has.</summary>
    private void CheckAgreement()
    {
        List<Running> containers = Running.List(_daemon);
        int networks = Open().Count;
        int endpoints = containers.Sum(static container => container.Addresses.Count);
        Eventually("kernel and API do not agree", () =>
        {
            int bridges = Count("ip -o link show type bridge | grep -vc gone");
            int links = Count("ip -o link show type veth | grep -vc -e gone -e 'made ahead'");
            int pins = Directory.GetFiles(Path.Combine(_daemon.ExecRoot, "netns")).Length;
            int ports = Count("nft list map inet linkspan published_any4 | grep -o ' : [0-9]' | wc -l");
            int wanted = containers.Where(container => container.Addresses.Keys.Any(network => !_internal.Contains(network))).Sum(static container => container.Ports.Count);
            return (bridges, links, pins, ports) == (networks + 1, endpoints, containers.Count, wanted)
                ? null
                : $"{bridges} bridges for {networks} networks and the default one, {links} links for {endpoints} endpoints, {pins} namespaces for {containers.Count} containers, {ports} elements for {wanted} ports";
        });
    }

    private static int Count(string command) => int.Parse(Tool.Run("sh", "-c", command).Output.Trim(), CultureInfo.InvariantCulture);

    private string[] Networks() => _daemon.Must("network", "ls", "--filter", "type=custom", "--format", "{{.Name}}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void Docker(params string[] arguments)
    {
        Note($"{arguments[0]} {arguments[1]}".Replace(" -f", "", StringComparison.Ordinal).Replace(" -d", "", StringComparison.Ordinal), string.Join(' ', arguments));
        ToolResult result = _daemon.Docker(arguments);
        Eventually("a command failed", () => result.ExitCode == 0 ? null : result.Error);
    }

    private void Note(string kind, string? words = null)
    {
        _done[kind] = _done.GetValueOrDefault(kind) + 1;
        _last.Enqueue($"{_number}: {words ?? kind}");
        if (_last.Count > 25)
        {
            _last.Dequeue();
        }
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
