using Linkspan.Engine;
using Linkspan.Engine.Model;
using Linkspan.Engine.Plans;

namespace Linkspan.System.Tests;

/// <summary>
/// Every change is stopped at every one of its steps: once as by kill -9, where nothing after the step happens until the next start,
/// and once by a failure, which the engine must take back at once.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int StepsAtMost = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Changes => ["create", "open", "connect", "ports", "disconnect", "close", "remove"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task After_a_crash_at_any_step_the_next_start_leaves_nothing_over(string change)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        int step = 0;
        for (bool crashed = true; crashed; step++)
        {
            Assert.InRange(step, 0, StepsAtMost);
            (Sandbox sandbox, Network network) = await PrepareAsync(fixture);
            crashed = await StopAsync(step, forEver: true, static name => new CrashException(name), () => RunAsync(fixture, change, sandbox, network));
            await fixture.ReopenAsync();
            await Agreement.HoldsAsync(fixture);
            await ClearAsync(fixture);
        }

        Assert.InRange(step, 3, StepsAtMost);
    }

    /// <summary>The same on a stack made ahead, whose pair is on the host and whose sockets the keeper holds before anybody asked; with its next address on the network too.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task What_stops_on_a_stack_made_ahead_leaves_nothing_over(bool crash, bool placed)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        int step = 0;
        for (bool stopped = true; stopped; step++)
        {
            Assert.InRange(step, 0, StepsAtMost);
            await fixture.ReopenAsync(static options => options with { ReadySandboxes = 1 });
            (Sandbox sandbox, Network network) = await PrepareAsync(fixture);
            for (int number = 0; placed && number < 2; number++)
            {
                await fixture.OpenAsync($"before{number}", "n1");
            }

            await fixture.ReadyAsync();
            int before = fixture.Engine.Sandboxes.Count;
            stopped = await StopAsync(
                step,
                forEver: crash,
                name => crash ? new CrashException(name) : new LinkspanException(ErrorKind.Unavailable, name),
                () => RunAsync(fixture, "open", sandbox, network));
            Assert.True(crash || fixture.Engine.Sandboxes.Count == (stopped ? before : before + 1), "a failure is taken back, a success stands");
            await fixture.ReopenAsync();
            await Agreement.HoldsAsync(fixture);
            await ClearAsync(fixture);
        }

        Assert.InRange(step, 3, StepsAtMost);
    }

    /// <summary>
    /// A step that no change above passes would never be stopped at. Those of physical networks are stopped at by <see cref="PhysicalCrashTests"/>, by chance.
    /// </summary>
    [Fact]
    public async Task Every_step_in_the_source_is_passed_by_one_of_the_changes()
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        HashSet<string> reached = new(StringComparer.Ordinal);
        foreach (string change in Changes.Select(static row => row.Data))
        {
            (Sandbox sandbox, Network network) = await PrepareAsync(fixture);
            FaultPoint.Reached = Note;
            await RunAsync(fixture, change, sandbox, network);
            FaultPoint.Reached = null;
            await ClearAsync(fixture);
        }

        FaultPoint.Reached = Note;
        await ChangePhysicalAsync(fixture);
        FaultPoint.Reached = null;
        Assert.Equal(Steps().Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));

        void Note(string name)
        {
            lock (reached) // the keeper is told beside the kernel's work
            {
                reached.Add(name);
            }
        }
    }

    [Theory]
    [InlineData("create")]
    [InlineData("open")]
    [InlineData("connect")]
    [InlineData("ports")]
    public async Task A_failure_at_any_step_changes_nothing(string change)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        await fixture.CreateAsync("first", static request => request with { EnableIPv6 = true }); // the first of a family switches forwarding on, which stays
        await ClearAsync(fixture);
        int step = 0;
        for (bool failed = true; failed; step++)
        {
            Assert.InRange(step, 0, StepsAtMost);
            (Sandbox sandbox, Network network) = await PrepareAsync(fixture);
            string before = Text(fixture);
            failed = await StopAsync(
                step, forEver: false, static name => new LinkspanException(ErrorKind.Unavailable, name), () => RunAsync(fixture, change, sandbox, network));
            if (failed)
            {
                Assert.Equal(before, Text(fixture));
            }

            await Agreement.HoldsAsync(fixture);
            await ClearAsync(fixture);
        }

        Assert.InRange(step, 3, StepsAtMost);
    }

    [Theory]
    [InlineData("disconnect")]
    [InlineData("close")]
    [InlineData("remove")]
    public async Task A_failure_while_removing_is_repaired_by_the_next_start(string change)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync(watch: false);
        int step = 0;
        for (bool more = true; more; step++)
        {
            Assert.InRange(step, 0, StepsAtMost);
            (Sandbox sandbox, Network network) = await PrepareAsync(fixture);
            int reached = 0;
            int failing = step;
            FaultPoint.Reached = name => _ = Interlocked.Increment(ref reached) - 1 == failing ? throw new LinkspanException(ErrorKind.Unavailable, name) : 0;
            try
            {
                await RunAsync(fixture, change, sandbox, network);
            }
            catch (LinkspanException)
            {
                // told to the user; the state is checked below
            }

            FaultPoint.Reached = null;
            more = reached > step;
            await fixture.ReopenAsync();
            await Agreement.HoldsAsync(fixture);
            await ClearAsync(fixture);
        }
    }

    public void Dispose() => FaultPoint.Reached = null;

    /// <summary>Networks on a segment: with the host among the containers, without a parent, with the NIC in a bridge, with leased addresses.</summary>
    private static async Task ChangePhysicalAsync(EngineFixture fixture)
    {
        using PhysicalLan lan = PhysicalLan.Create();
        using Dnsmasq server = Dnsmasq.Start(lan, "192.0.2.50,192.0.2.59,255.255.255.0,10m");
        await fixture.CreateAsync("n1");
        foreach ((string driver, string[] options, bool leased) in new (string, string[], bool)[]
        {
            ("macvlan", ["parent=nic0", "linkspan.host_access=true"], false),
            ("macvlan", [], false),
            ("transparent", ["parent=nic0"], false),
            ("macvlan", ["parent=nic0"], true),
        })
        {
            await fixture.CreateAsync("segment", request => request with
            {
                Driver = driver,
                IpamDriver = leased ? "dhcp" : "",
                Options = options.Select(static option => option.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal),
                Subnets = leased ? [] : [options.Length > 0 ? new SubnetRequest { Subnet = "192.0.2.0/24", Gateway = PhysicalLan.Router4, Range = "192.0.2.64/26" } : new SubnetRequest { Subnet = "10.9.0.0/24" }],
            });
            Sandbox sandbox = await fixture.OpenAsync("c1", "n1", "segment");
            await fixture.Engine.DisconnectAsync(sandbox.Id, "segment", Token);
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
            await fixture.Engine.RemoveAsync("segment", Token);
        }
    }

    /// <summary>The names in the source; one made for each kind of fact stands for all kinds that can come there.</summary>
    private static IEnumerable<string> Steps()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Linkspan.slnx")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var pattern = new global::System.Text.RegularExpressions.Regex("""FaultPoint\.Pass\(\$?"(?<name>[^"]+)"\)""");
        string[] names = [.. Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => pattern.Matches(File.ReadAllText(file))).Select(static match => match.Groups["name"].Value)];
        FactKind[] kinds = [.. Enum.GetValues<FactKind>().Where(static kind => kind != FactKind.Element)]; // elements are one step, "firewall"
        return names.SelectMany(name => name.Contains('{', StringComparison.Ordinal)
            ? kinds.Where(kind => kind != FactKind.Sandbox || !name.StartsWith("apply", StringComparison.Ordinal)) // a stack is there before its sandbox: "pin"
                .Select(kind => name[..name.IndexOf('{', StringComparison.Ordinal)] + kind)
            : [name]).Distinct(StringComparer.Ordinal);
    }

    private static async Task<(Sandbox Sandbox, Network Network)> PrepareAsync(EngineFixture fixture)
    {
        await fixture.CreateAsync("n1");
        await fixture.CreateAsync("n2");
        Network unused = await fixture.CreateAsync("unused");
        SandboxRequest request = EngineFixture.Request("c1", "n1", "n2") with { Ports = Ports(8070, 8071, 8072, 8073) };
        return (await fixture.Engine.OpenSandboxAsync(request, Token), unused);
    }

    private static Task RunAsync(EngineFixture fixture, string change, Sandbox sandbox, Network network) => change switch
    {
        "create" => fixture.CreateAsync("n3", static request => request with { EnableIPv6 = true }),
        "open" => fixture.Engine.OpenSandboxAsync(
            EngineFixture.Request("c2", "n1", "n2") with { Ports = Ports(8081, 8082, 8083) }, Token),
        "connect" => fixture.Engine.ConnectAsync(sandbox.Id, new EndpointRequest { Network = "unused", GatewayPriority = 1 }, Token),
        "ports" => fixture.Engine.SetPortsAsync(sandbox.Id, Ports(8070, 8071, 8073, 8074), Token),
        "disconnect" => LeaveBothAsync(fixture, sandbox),
        "close" => fixture.Engine.CloseSandboxAsync(sandbox.Id, Token),
        _ => fixture.Engine.RemoveAsync(network.Id, Token),
    };

    /// <summary>Neighbours are a run for the keeper.</summary>
    private static PortRequest[] Ports(params int[] numbers) =>
        [.. numbers.Select(static number => new PortRequest { ContainerPort = (ushort)number, HostPort = (ushort)number })];

    /// <summary>With the last network the redirection of DNS goes too.</summary>
    private static async Task LeaveBothAsync(EngineFixture fixture, Sandbox sandbox)
    {
        await fixture.Engine.DisconnectAsync(sandbox.Id, "n1", Token);
        await fixture.Engine.DisconnectAsync(sandbox.Id, "n2", Token);
    }

    /// <summary>Runs a change that fails at a step.</summary>
    /// <returns>False where the change has no such step and succeeded.</returns>
    private static async Task<bool> StopAsync(int step, bool forEver, Func<string, Exception> failure, Func<Task> change)
    {
        int reached = 0;
        FaultPoint.Reached = name =>
        {
            if (!forEver && name == "keeper tell")
            {
                return; // what the keeper was not told the watch tells it later: no failure of the change
            }

            int current = Interlocked.Increment(ref reached) - 1;
            if (current == step || (forEver && current > step))
            {
                throw failure(name);
            }
        };
        try
        {
            await change();
            return false;
        }
        catch (Exception e) when (e is CrashException or LinkspanException)
        {
            return true;
        }
        finally
        {
            FaultPoint.Reached = null;
        }
    }

    private static string Text(EngineFixture fixture) => string.Join(
        '\n',
        fixture.Engine.Networks.Select(static network => network.Name)
            .Concat(fixture.Engine.Sandboxes.SelectMany(static sandbox => sandbox.Endpoints.Select(endpoint => $"{sandbox.Request.Name} {endpoint.IPv4} {endpoint.InterfaceName}")))
            .Append(Witness.Host("nft list table inet linkspan")));

    private static async Task ClearAsync(EngineFixture fixture)
    {
        foreach (Sandbox sandbox in fixture.Engine.Sandboxes)
        {
            await fixture.Engine.CloseSandboxAsync(sandbox.Id, Token);
        }

        await fixture.Engine.PruneAsync(static _ => true, Token);
    }

    /// <summary>Stands for the end of the process: nobody handles it.</summary>
    private sealed class CrashException(string step) : Exception(step);
}
