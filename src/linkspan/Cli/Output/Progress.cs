namespace Linkspan.Cli.Output;

/// <summary>Shows what a pull, load or import reports: steps as lines, transfers as one living line on a terminal.</summary>
internal static class Progress
{
    /// <summary>Reads the daemon's stream to its end.</summary>
    /// <param name="stream">JSON objects, one after another.</param>
    /// <param name="to">Where it is shown.</param>
    /// <param name="live">Whether <paramref name="to"/> is a terminal.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="CliException">The daemon reported a failure.</exception>
    public static async Task ShowAsync(Stream stream, TextWriter to, bool live, CancellationToken cancel)
    {
        bool open = false;
        await foreach (ProgressAnswer? step in JsonSerializer.DeserializeAsyncEnumerable(stream, CliJson.Default.ProgressAnswer, topLevelValues: true, cancel))
        {
            if (step is null)
            {
                continue;
            }

            if (open)
            {
                await to.WriteAsync("\r\e[K");
                open = false;
            }

            if (step.Error is not null)
            {
                throw new CliException(step.Error);
            }

            string text = step.Stream?.TrimEnd('\n') ?? (string.IsNullOrEmpty(step.Id) ? step.Status ?? "" : $"{step.Id}: {step.Status}");
            if (step.ProgressDetail is not { Current: > 0 } detail)
            {
                await to.WriteLineAsync(text);
            }
            else if (live)
            {
                string total = detail.Total > 0 ? $"/{Human.Size(detail.Total)}" : "";
                await to.WriteAsync($"{text} {Human.Size(detail.Current)}{total}");
                open = true;
            }
        }

        if (open)
        {
            await to.WriteAsync("\r\e[K");
        }
    }
}
