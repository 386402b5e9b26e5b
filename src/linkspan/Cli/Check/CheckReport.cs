namespace Linkspan.Cli.Check;

/// <summary>What a check found, as a table from × to with the failures below it, or a line each.</summary>
internal static class CheckReport
{
    private static readonly (string, string, bool)[] Columns = [("From", "FROM", true), ("To", "TO", true), ("Target", "TARGET", true), ("RoundTripMs", "MS", true), ("Reason", "REASON", true)];

    /// <summary>Prints it.</summary>
    public static async Task PrintAsync(List<CheckMember> members, List<ProbeResult> results, string? format, Terminal terminal)
    {
        if (!string.IsNullOrEmpty(format) && format != "table")
        {
            var listing = new Listing(Columns, "Target");
            foreach (ProbeResult result in results)
            {
                listing.Add(result.From, result.To, result.Target, result.RoundTripMs is double ms ? Milliseconds(ms) : "", result.Reason ?? "");
            }

            await listing.PrintAsync(format, terminal);
            return;
        }

        ILookup<(string, string), ProbeResult> pairs = results.ToLookup(static result => (result.From, result.To));
        List<string[]> rows = members.ConvertAll(from => (string[])[from.Name, .. members.Select(to => from == to ? "·" : Cell(pairs[(from.Name, to.Name)]))]);
        await terminal.Out.WriteAsync(Table.Render(["FROM \\ TO", .. members.Select(static member => member.Name)], rows, terminal));
        foreach (ProbeResult failure in results.Where(static result => result.Reason is not null))
        {
            await terminal.Out.WriteLineAsync(terminal.Paint("✗", 31) + $" {failure.From} → {failure.To} ({failure.Target}): {failure.Reason}");
        }

        int failed = results.Count(static result => result.Reason is not null);
        await terminal.Out.WriteLineAsync($"{members.Count} containers, {results.Count} probes, {(failed == 0 ? "all answered" : $"{failed} failed")}");
    }

    /// <summary>A pair in one cell: the slowest of its addresses, or the first failure.</summary>
    private static string Cell(IEnumerable<ProbeResult> probes)
    {
        ProbeResult[] all = [.. probes];
        return Array.Find(all, static probe => probe.Reason is not null) is { } failure
            ? $"✗ {(failure.IsName ? "name " : "")}{failure.Target}"
            : all.Length == 0 ? "-" : $"✓ {Milliseconds(all.Where(static probe => !probe.IsName).Max(static probe => probe.RoundTripMs ?? 0))} ms";
    }

    private static string Milliseconds(double ms) => ms < 10 ? ms.ToString("0.00") : ms.ToString("0");
}
