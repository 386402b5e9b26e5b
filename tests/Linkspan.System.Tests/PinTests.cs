using System.Diagnostics;
using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.System.Tests;

/// <summary>A network stack whose pin is lost while no engine runs is found by a process in it.</summary>
public sealed class PinTests : IDisposable
{
    private Process? _process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    [Theory]
    [InlineData("umount -l PIN")]
    [InlineData("umount -l PIN", "rm PIN")]
    public async Task A_stack_in_which_a_process_runs_stays_as_it_is(params string[] loss)
    {
        using Lan lan = Lan.Create();
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Sandbox sandbox, Sandbox empty) = await PrepareAsync(fixture);
        using IDisposable server = Talk.Serve(sandbox.NamespacePath, IPAddress.IPv6Any, 80);
        await LoseAsync(fixture, loss, sandbox, empty);
        await fixture.ReopenAsync(options => options with { FindNamespaces = FindAsync });
        Assert.Null(fixture.Engine.FindSandbox(empty.Id)); // nobody knows where it is
        Assert.Equal(Space($"/proc/{_process!.Id}/ns/net"), Space(fixture.Engine.FindSandbox(sandbox.Id)!.NamespacePath));
        Assert.DoesNotContain(fixture.Engine.Reconciled.Add, static fact => fact is not Engine.Plans.ElementFact); // all of it was there
        Assert.Equal(Lan.Machine4, await Talk.ReachAsync(lan.Path, Lan.Host4, 8080));
        Assert.Equal($"{sandbox.Endpoints[0].IPv4}", Witness.Dig(sandbox, "c1", "A"));
        await Agreement.HoldsAsync(fixture);

        Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> sandboxes, CancellationToken cancellationToken)
        {
            Assert.Equal(new[] { sandbox.Id, empty.Id }.Order(StringComparer.Ordinal), sandboxes.Order(StringComparer.Ordinal));
            return Answer(sandbox.Id, $"/proc/{_process!.Id}/ns/net");
        }
    }

    [Theory]
    [InlineData("/proc/self/ns/net")] // the process ended, and one of the host has its number
    [InlineData("/proc/0/ns/net")]
    public async Task A_path_that_leads_elsewhere_is_not_believed(string path)
    {
        await using EngineFixture fixture = await EngineFixture.OpenAsync();
        (Sandbox sandbox, Sandbox empty) = await PrepareAsync(fixture);
        await LoseAsync(fixture, ["umount -l PIN"], sandbox, empty);
        string host = Witness.Host("ip -o addr show lo");
        await fixture.ReopenAsync(options => options with { FindNamespaces = (_, _) => Answer(sandbox.Id, path) });
        Assert.Null(fixture.Engine.FindSandbox(sandbox.Id));
        Assert.Equal(host, Witness.Host("ip -o addr show lo"));
        await Agreement.HoldsAsync(fixture);
    }

    /// <summary>Two sandboxes, a process in the first.</summary>
    private async Task<(Sandbox Sandbox, Sandbox Empty)> PrepareAsync(EngineFixture fixture)
    {
        await fixture.CreateAsync("n1", static request => request with { Subnets = [new SubnetRequest { Subnet = "10.5.0.0/24" }] });
        Sandbox sandbox = await fixture.OpenAsync("c1", "n1", new PortRequest { ContainerPort = 80, HostPort = 8080 });
        _process = Process.Start("nsenter", [$"--net={sandbox.NamespacePath}", "sleep", "1000"]);
        while (Space($"/proc/{_process.Id}/ns/net") != Space(sandbox.NamespacePath))
        {
            await Task.Delay(5, Token);
        }

        return (sandbox, await fixture.OpenAsync("c2", "n1"));
    }

    /// <summary>Closes the engine and takes pins away.</summary>
    private static async Task LoseAsync(EngineFixture fixture, string[] loss, params Sandbox[] sandboxes)
    {
        await fixture.CloseAsync();
        foreach (Sandbox sandbox in sandboxes)
        {
            Witness.Host([.. loss.Select(command => command.Replace("PIN", sandbox.NamespacePath, StringComparison.Ordinal))]);
        }
    }

    private static string Space(string path) => Witness.Host($"stat -Lc %i {path}");

    private static Task<IReadOnlyDictionary<string, string>> Answer(string sandbox, string path) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal) { [sandbox] = path });
}
