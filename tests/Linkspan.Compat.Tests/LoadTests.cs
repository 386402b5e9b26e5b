using System.Globalization;
using System.Net;

namespace Linkspan.Compat.Tests;

/// <summary>
/// The daemon stops, is killed and is replaced by another program, its keeper with it, while fifty containers are connected to, talk to each other
/// and ask for names: nothing of that fails.
/// </summary>
public sealed class LoadTests(DaemonFixture daemon) : IDisposable
{
    private const int Containers = 50;
    private const int Served = 8;
    private const int FirstPort = 8300;

    public void Dispose() => daemon.Clean();

    [Fact]
    public void Stop_kill_and_upgrade_fail_no_connection_lose_no_packet_and_leave_no_question_unanswered()
    {
        daemon.Must("network", "create", "busy");
        Parallel.For(0, Containers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, number => daemon.Must(
            ["run", "-d", "--name", $"c{number}", "--network", "busy", .. number < Served ? new[] { "-p", $"{FirstPort + number}:80" } : [], "my_image"]));
        string[] names = [.. Enumerable.Range(0, Containers).Select(static number => $"c{number}")];
        (int Process, IPAddress Address)[] containers =
        [
            .. daemon.Must(["inspect", "-f", "{{.State.Pid}} {{(index .NetworkSettings.Networks \"busy\").IPAddress}}", .. names]).Split('\n').Select(static line => line.Split(' '))
                .Select(static parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), IPAddress.Parse(parts[1]))),
        ];

        using var load = new Load();
        for (int number = 0; number < Served; number++)
        {
            load.Serve(containers[number].Process, 80);
            load.Connect(number % 2 == 0 ? IPAddress.Loopback : IPAddress.IPv6Loopback, FirstPort + number); // translated by the kernel, relayed by the keeper
            load.Exchange(containers[10 + number].Process, containers[20 + number].Process, containers[20 + number].Address);
            load.Ask(containers[30 + number].Process, names[49 - number]);
        }

        load.Continue(20);
        string upgraded = daemon.CopyPrograms();
        foreach ((Action end, string? program) in new (Action, string?)[] { (daemon.Stop, null), (daemon.Kill, null), (daemon.Stop, upgraded), (daemon.Kill, null) })
        {
            end();
            load.Continue(5);
            daemon.Start(program);
            Assert.Equal(Containers, daemon.Must("ps", "-q").Split('\n').Length);
            load.Continue(20);
            Assert.Equal(program ?? Path.GetDirectoryName(DaemonFixture.Program), daemon.KeeperFolder()); // another program took over with all that it holds
        }

        Assert.Empty(load.Failures);
    }
}
