using Linkspan.Engine;
using Linkspan.Engine.Health;

namespace Linkspan.Cli.Verbs;

/// <summary><c>doctor</c>: one page of health.</summary>
internal static class DoctorVerb
{
    private const int Warnings = 1;
    private const int Errors = 2;

    private static readonly (string, string, bool)[] Columns =
        [("Severity", "SEVERITY", true), ("Topic", "TOPIC", true), ("Finding", "FINDING", true), ("Remedy", "REMEDY", true)];

    /// <summary>Examine host, kernel and networks.</summary>
    public static Verb Doctor()
    {
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "doctor",
            Usage = "",
            Summary = "Examine the host's kernel, firewalls, addresses, ports and DNS, and what was repaired",
            Description = "Looks at all that decides whether networks work: features of the kernel, forwarding, firewalls beside Linkspan's and their rules that drop packets of "
                + "containers, MTUs, routes that overlap networks, host ports, DNS servers, and whether the kernel is as the networks need it. Each finding comes with its remedy. "
                + "Without a daemon the host alone is examined, which needs root.",
            Examples = [("linkspan doctor", "a page"), ("linkspan doctor --format json | jq 'select(.Severity != \"Good\")'", "what is amiss, for a program")],
            ExitStatus = "0: healthy; 1: warnings; 2: errors, a daemon that does not answer included.",
            Options = [format],
            Run = async call =>
            {
                HealthReport report = await ReportAsync(call);
                await PrintAsync(report, call.Get(format), call.Terminal);
                return report.Worst switch
                {
                    Severity.Error => Errors,
                    Severity.Warning => Warnings,
                    _ => 0,
                };
            },
        };
    }

    private static async Task<HealthReport> ReportAsync(Invocation call)
    {
        try
        {
            return await call.Api.GetAsync("/linkspan/doctor", CliJson.Default.HealthReport, call.Cancel);
        }
        catch (CliException e)
        {
            var absent = new Finding(Severity.Error, "daemon", e.Message, "start it: linkspan daemon; the host alone was examined");
            HealthReport host = NetworkEngine.ExamineHost(TimeProvider.System);
            return host with { Findings = [absent, .. host.Findings] };
        }
    }

    private static async Task PrintAsync(HealthReport report, string? format, Terminal terminal)
    {
        if (!string.IsNullOrEmpty(format) && format != "table")
        {
            var listing = new Listing(Columns, "Finding");
            foreach (Finding finding in report.Findings)
            {
                listing.Add($"{finding.Severity}", finding.Topic, finding.Words, finding.Remedy);
            }

            await listing.PrintAsync(format, terminal);
            return;
        }

        foreach (Finding finding in report.Findings)
        {
            (string mark, int colour) = finding.Severity switch
            {
                Severity.Error => ("✗", 31),
                Severity.Warning => ("!", 33),
                _ => ("✓", 32),
            };
            await terminal.Out.WriteLineAsync($"{terminal.Paint(mark, colour)} {finding.Topic}: {finding.Words}");
            if (finding.Remedy.Length > 0)
            {
                await terminal.Out.WriteLineAsync($"    {finding.Remedy}");
            }
        }

        foreach (Repair repair in report.Repairs.TakeLast(5))
        {
            await terminal.Out.WriteLineAsync($"  repaired {repair.Time.ToLocalTime():yyyy-MM-dd HH:mm:ss} {repair.Fact}{(repair.By is null ? "" : $", changed by {repair.By}")}");
        }

        int errors = report.Findings.Count(static finding => finding.Severity == Severity.Error);
        int warnings = report.Findings.Count(static finding => finding.Severity == Severity.Warning);
        await terminal.Out.WriteLineAsync(
            $"{report.Findings.Count} findings, {errors} errors, {warnings} warnings; {report.RepairCount} repairs so far{(report.LastRepair is { } last ? $", the last {last.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "")}");
    }
}
