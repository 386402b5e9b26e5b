using Linkspan.Bench;
using Linkspan.Engine;
using Linkspan.Netlink;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

if (BenchOptions.Parse(args) is not { } options || Commands.Find(options.Command) is not { } command)
{
    Console.Error.WriteLine($"usage: ./build bench {string.Join('|', Commands.Names)} [--format table|json] [--endpoints N]");
    return 2;
}

if (new FileInfo("/proc/self/ns/net").LinkTarget == new FileInfo("/proc/1/ns/net").LinkTarget)
{
    Console.Error.WriteLine("bench: this is the host's network namespace, which a benchmark must not change; use ./build bench, or unshare --net");
    return 2;
}

try
{
    IReadOnlyList<Figure> figures = await command(options, interrupted.Token);
    string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
    var report = new Report(options.Command, kernel, Environment.ProcessorCount, options.Endpoints, figures);
    if (options.Json)
    {
        report.WriteJson(Console.Out);
    }
    else
    {
        report.WriteTable(Console.Out, colours: !Console.IsOutputRedirected);
    }

    return 0;
}
catch (Exception e) when (e is LinkspanException or NetlinkException or IOException or OperationCanceledException)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return 1;
}
