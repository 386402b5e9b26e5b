using System.Net;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Bench;

/// <summary>
/// Names, asked for inside a sandbox as a container does: at 127.0.0.11:53, led to the keeper by the sandbox's own redirect; with one name and with many
/// (<c>--endpoints 500</c> puts further sandboxes there). Rows without the redirect ask the keeper's own port, which shows what it costs. With one query in flight on two processors most
/// of the time is the wake-up of a processor that has halted, which no server can spare its client; on one processor what is left is the server's own.
/// </summary>
internal static class DnsFigures
{
    private const int ManyNames = 10_000;
    private const int Rounds = 6;
    private const int InFlight = 32;
    private const int Port = 53;
    private const double LeastOfFloor = 0.6;
    private const double LongestUs = 15;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly IPAddress Server = IPAddress.Parse("127.0.0.11");

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        string[] names = [.. Enumerable.Range(0, ManyNames).Select(static index => $"name{index}")];
        Sandbox sandbox = await bench.Product.Engine.OpenSandboxAsync(Product.Request(0, Product.OwnNetwork, aliases: names), cancellationToken);
        IPAddress address = sandbox.Endpoints[0].IPv4!;
        using NetworkNamespace inside = NetworkNamespace.Open(sandbox.NamespacePath);
        using var responder = new EchoResponder(inside, address);
        using var floor = new DnsLoad(inside, responder.EndPoint, names, address);
        using var one = new DnsLoad(inside, new IPEndPoint(Server, Port), names[..1], address);
        using var many = new DnsLoad(inside, new IPEndPoint(Server, Port), names, address);
        using var direct = new DnsLoad(inside, new IPEndPoint(Server, sandbox.DnsUdpPort), names, address);
        KeeperHello keeper = await bench.Product.Engine.Keeper.HelloAsync(cancellationToken);
        return await Task.Run(() => Measure(floor, one, many, direct, keeper.ProcessId, cancellationToken), cancellationToken);
    }

    private static List<Figure> Measure(DnsLoad floor, DnsLoad one, DnsLoad many, DnsLoad direct, int keeper, CancellationToken cancellationToken)
    {
        DnsLoad[] loads = [floor, one, many, direct];
        Progress.Say($"{InFlight} in flight");
        DnsResult[][] rates = Measure(loads, InFlight, cancellationToken);
        Progress.Say("1 in flight");
        DnsResult[][] times = Measure(loads, 1, cancellationToken);
        Progress.Say("1 in flight, on one processor");
        DnsResult[][] together = MeasureTogether([floor, one], keeper, cancellationToken);
        IEnumerable<DnsResult> all = new[] { rates, times, together }.SelectMany(static measured => measured[1..]).SelectMany(static results => results);
        return
        [
            Rate($"{InFlight} in flight, 1 name", rates[0], rates[1]).AtLeastTimesFloor(LeastOfFloor),
            Rate($"{InFlight} in flight, {ManyNames:#,0} names", rates[0], rates[2]).AtLeastTimesFloor(LeastOfFloor),
            Rate($"{InFlight} in flight, {ManyNames:#,0} names, without the redirect", rates[0], rates[3]),
            Latency("1 in flight, 1 name", times[0], times[1]),
            Latency($"1 in flight, {ManyNames:#,0} names", times[0], times[2]),
            Latency($"1 in flight, {ManyNames:#,0} names, without the redirect", times[0], times[3]),
            Latency("1 in flight, 1 name, client and keeper on one processor", together[0], together[1]).AtMost(LongestUs),
            Figure.Of("wrong answers", "answers", all.Sum(static result => result.Wrong)).AtMost(0),
            Figure.Of("lost queries", "queries", all.Sum(static result => result.Lost)).AtMost(0),
        ];
    }

    private static DnsResult[][] MeasureTogether(DnsLoad[] loads, int keeper, CancellationToken cancellationToken)
    {
        using var affinity = new Affinity(keeper);
        return Measure(loads, 1, cancellationToken);
    }

    private static DnsResult[][] Measure(DnsLoad[] loads, int inFlight, CancellationToken cancellationToken)
    {
        foreach (DnsLoad load in loads)
        {
            load.Run(inFlight, Round / 2);
        }

        var results = new DnsResult[loads.Length][];
        Array.Fill(results, []);
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int index = 0; index < loads.Length; index++)
            {
                results[index] = [.. results[index], loads[index].Run(inFlight, Round)];
            }
        }

        return results;
    }

    private static Figure Rate(string name, DnsResult[] floor, DnsResult[] product) => Compare(name, "answers/s", floor, product, static result => result.AnswersPerSecond);

    private static Figure Latency(string name, DnsResult[] floor, DnsResult[] product) => Compare(name, "µs", floor, product, static result => result.MedianUs);

    private static Figure Compare(string name, string unit, DnsResult[] floor, DnsResult[] product, Func<DnsResult, double> value)
    {
        var pairs = new Pairs();
        pairs.Floor.AddRange(floor.Select(value));
        pairs.Product.AddRange(product.Select(value));
        return Figure.Of(name, unit, pairs);
    }
}
