namespace Linkspan.Cli.Verbs;

/// <summary><c>stats</c>.</summary>
internal static class StatsVerb
{
    private static readonly (string, string, bool)[] Columns =
    [
        ("ID", "CONTAINER ID", true), ("Name", "NAME", true), ("CPUPerc", "CPU %", true), ("MemUsage", "MEM USAGE / LIMIT", true), ("MemPerc", "MEM %", true),
        ("NetIO", "NET I/O", true), ("PIDs", "PIDS", true),
    ];

    /// <summary>Show what containers use.</summary>
    public static Verb Stats()
    {
        Option<bool> noStream = Flags.Flag("--no-stream", "once, then end");
        Option<bool> all = Flags.Flag("--all", "stopped ones too", "-a");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "stats",
            Usage = "[CONTAINER...]",
            Summary = "Show what containers use",
            Description = "Prints processor, memory, traffic and processes of the containers named, or of all that run; every second until Ctrl-C, or once with --no-stream.",
            Examples = [("linkspan stats --no-stream", "all running containers, once"), ("linkspan stats --no-stream --format json web", "for a program")],
            Options = [noStream, all, format],
            MaximumWords = int.MaxValue,
            Completes = ["container"],
            Run = async call =>
            {
                bool once = call.Get(noStream);
                do
                {
                    await RoundAsync(call, call.Get(all), call.Get(format), clear: !once && call.Terminal.OutIsTerminal);
                    await call.Out.FlushAsync(call.Cancel);
                    await (once ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(1), call.Terminal.Time, call.Cancel));
                }
                while (!once);
                return 0;
            },
        };
    }

    private static async Task RoundAsync(Invocation call, bool all, string? format, bool clear)
    {
        string[] names = call.Words.Length > 0
            ? call.Words
            : [.. (await call.Api.GetAsync(new Query("/containers/json").Add("all", all).ToString(), CliJson.Default.ContainerAnswerArray, call.Cancel)).Select(static container => container.Id)];
        StatsAnswer[] answers = await Task.WhenAll(names.Select(name =>
            call.Api.GetAsync(Query.To($"/containers/{name}/stats").Add("stream", "false").ToString(), CliJson.Default.StatsAnswer, call.Cancel)));
        var listing = new Listing(Columns, "Name");
        foreach (StatsAnswer answer in answers)
        {
            MemoryStats memory = answer.MemoryStats ?? new();
            ulong used = memory.Usage - Math.Min(memory.Usage, memory.Stats?.GetValueOrDefault("inactive_file") ?? 0);
            listing.Add(
                Human.ShortId(answer.Id),
                (answer.Name ?? "").TrimStart('/'),
                $"{Processors(answer):0.00}%",
                $"{Human.Memory(used)} / {Human.Memory(memory.Limit)}",
                $"{(memory.Limit > 0 ? 100.0 * used / memory.Limit : 0):0.00}%",
                $"{Human.Size(answer.Networks?.Values.Sum(static traffic => (double)traffic.RxBytes) ?? 0)} / {Human.Size(answer.Networks?.Values.Sum(static traffic => (double)traffic.TxBytes) ?? 0)}",
                $"{answer.PidsStats?.Current ?? 0}");
        }

        if (clear)
        {
            await call.Out.WriteAsync("\e[H\e[J");
        }

        await listing.PrintAsync(format, call.Terminal);
    }

    /// <summary>Per cent of one processor since the sample before.</summary>
    private static double Processors(StatsAnswer answer)
    {
        double used = (double)(answer.CpuStats?.CpuUsage?.TotalUsage ?? 0) - (answer.PrecpuStats?.CpuUsage?.TotalUsage ?? 0);
        double passed = (double)(answer.CpuStats?.SystemCpuUsage ?? 0) - (answer.PrecpuStats?.SystemCpuUsage ?? 0);
        return used > 0 && passed > 0 ? used / passed * Math.Max(1, answer.CpuStats?.OnlineCpus ?? 1) * 100 : 0;
    }
}
