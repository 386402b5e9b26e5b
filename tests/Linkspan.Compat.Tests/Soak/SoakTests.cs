using System.Globalization;

namespace Linkspan.Compat.Tests.Soak;

/// <summary>
/// Random creates, connects, publishes, flushes, kills and restarts, with the invariants checked all the time. <c>./build soak</c> runs it long and with
/// another seed each time; here it is a minute with the same one.
/// </summary>
public sealed class SoakTests(DaemonFixture daemon) : IDisposable
{
    public void Dispose() => daemon.Clean();

    [Fact]
    public void Whatever_happens_the_invariants_hold()
    {
        int seed = Setting("LINKSPAN_SOAK_SEED", 20261128);
        var time = TimeSpan.FromSeconds(Setting("LINKSPAN_SOAK_SECONDS", 60));
        daemon.Clean();
        daemon.Stop();
        daemon.Start();
        var before = Footprint.Take(daemon);
        var soak = new SoakRun(daemon, seed, Setting("LINKSPAN_SOAK_ENDPOINTS", 30));
        TestContext.Current.TestOutputHelper?.WriteLine($"LINKSPAN_SOAK_SEED={seed}, {time.TotalSeconds} s");
        soak.Run(time);
        TestContext.Current.TestOutputHelper?.WriteLine(soak.Summary);

        daemon.Clean();
        daemon.Stop();
        daemon.Start();
        soak.Eventually("something is left over", () => before.Compare(Footprint.Take(daemon)));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
