using Linkspan.Engine.Model;
using Linkspan.Netlink;

namespace Linkspan.Bench;

/// <summary>
/// Attach on a physical segment, which a veth plays. Asking the segment whether an address is free takes 0.3 s by intent, so it is reported apart.
/// A kernel without ipvlan leaves its line out.
/// </summary>
internal static class PhysicalFigures
{
    /// <summary>Sandboxes made when they are asked for, then one whose address the segment is asked about.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench, CancellationToken cancellationToken)
    {
        IReadOnlyList<Figure> figures = await AttachAsync(bench, "address taken as free", cancellationToken);
        await CreateAsync(bench, "probed", "nic0", "10.94.0.0/16", probes: true, cancellationToken);
        return [.. figures, await ProbedAsync(bench, cancellationToken)];
    }

    /// <summary>Sandboxes from stacks made ahead, one at a time, as the daemon makes them.</summary>
    public static Task<IReadOnlyList<Figure>> MeasureReadyAsync(Bench bench, CancellationToken cancellationToken) =>
        AttachAsync(bench, "stack made ahead", cancellationToken);

    private static async Task<IReadOnlyList<Figure>> AttachAsync(Bench bench, string how, CancellationToken cancellationToken)
    {
        List<FloorSandbox> made = [];
        List<Figure> figures = [];
        try
        {
            foreach (string nic in new[] { "nic0", "nic1", "nic2" })
            {
                bench.Floor.AddNic(nic);
            }

            await CreateAsync(bench, "macvlan", "nic0", "10.91.0.0/16", probes: false, cancellationToken);
            figures.Add((await OpenAsync(bench, made, ("macvlan", how), bench.Floor.AttachMacvlan, cancellationToken)).AtMostTimesFloor(2));
            await CreateAsync(bench, "transparent", "nic1", "10.92.0.0/16", probes: false, cancellationToken);
            figures.Add((await OpenAsync(bench, made, ("transparent", how), bench.Floor.Attach, cancellationToken)).AtMostTimesFloor(2));
            if (HasIpvlan())
            {
                await CreateAsync(bench, "ipvlan", "nic2", "10.93.0.0/16", probes: false, cancellationToken);
                figures.Add((await OpenAsync(bench, made, ("ipvlan", how), bench.Floor.AttachIpvlan, cancellationToken)).AtMostTimesFloor(2));
            }

            return figures;
        }
        finally
        {
            made.ForEach(static sandbox => sandbox.Dispose());
        }
    }

    private static bool HasIpvlan()
    {
        using KernelFeatures features = KernelFeatures.Open();
        return features.Ipvlan.IsPresent;
    }

    private static Task<NetworkCreated> CreateAsync(Bench bench, string name, string nic, string subnet, bool probes, CancellationToken cancellationToken) =>
        bench.Product.Engine.CreateAsync(
            new NetworkRequest
            {
                Name = name,
                Driver = name == "probed" ? "macvlan" : name,
                Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["parent"] = nic, ["linkspan.duplicate_detection"] = probes ? "true" : "false" },
                Subnets = [new SubnetRequest { Subnet = subnet, Gateway = $"{subnet[..^4]}1" }],
            },
            cancellationToken);

    private static Task<Figure> OpenAsync(
        Bench bench, List<FloorSandbox> made, (string Driver, string How) what, Action<FloorSandbox, int> attach, CancellationToken cancellationToken) =>
        AttachFigures.OpenAsync(bench, made, $"sandbox on {what.Driver}, {what.How}", attach, number => Product.Request(number, what.Driver), cancellationToken);

    private static async Task<Figure> ProbedAsync(Bench bench, CancellationToken cancellationToken)
    {
        const int attaches = 5;
        Progress.Say("attach with duplicate detection");
        List<double> times = [];
        for (int index = 0; index < attaches; index++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await bench.Product.Engine.OpenSandboxAsync(Product.Request(index, "probed"), cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return Figure.Of("sandbox on macvlan, the segment asked first", "ms", times);
    }
}
