using System.Text.Json;

namespace Linkspan.Bench;

/// <summary>All figures of a run.</summary>
/// <param name="Command">The command.</param>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Processors">Number of processors.</param>
/// <param name="Endpoints">Endpoints on the host before.</param>
/// <param name="Figures">The figures.</param>
internal sealed record Report(string Command, string Kernel, int Processors, int Endpoints, IReadOnlyList<Figure> Figures)
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    /// <summary>Writes JSON.</summary>
    public void WriteJson(TextWriter writer) => writer.WriteLine(JsonSerializer.Serialize(this, ReportJson.Default.Report));

    /// <summary>Writes a table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="colours">Whether it is a terminal.</param>
    public void WriteTable(TextWriter writer, bool colours)
    {
        string[][] rows =
        [
            [Command, "unit", Command == "api" ? "dockerd" : "floor", "p10–p90", "linkspan", "p10–p90", "ratio", "n", "aim"],
            .. Figures.Select(static figure => (string[])
            [
                figure.Name,
                figure.Unit,
                figure.Floor is null ? "" : Number(figure.Floor.Median),
                figure.Floor is null ? "" : Span(figure.Floor),
                Number(figure.Product.Median),
                Span(figure.Product),
                figure.Ratio is { } ratio ? $"{ratio:0.00}" : "",
                $"{figure.Product.Count}",
                figure.Aim is null ? "" : $"{figure.Aim}: {(figure.Met == true ? "met" : "missed")}",
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        for (int index = 0; index < rows.Length; index++)
        {
            string line = string.Join("  ", rows[index].Select((cell, column) => column is 0 or 1 or 8 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd();
            string colour = index == 0 ? Bold : Figures[index - 1].Met switch { true => Green, false => Red, null => "" };
            writer.WriteLine(colours && colour.Length > 0 ? $"{colour}{line}{Plain}" : line);
        }

        writer.WriteLine($"Linux {Kernel}, {Processors} processors, {Endpoints} endpoints there before; ratio: median of the pairs' ratios");
    }

    private static string Span(Statistic statistic) => statistic.Count == 1 ? "" : $"{Number(statistic.P10)}–{Number(statistic.P90)}";

    private static string Number(double value) => value switch
    {
        >= 1000 => $"{value:#,0}",
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        _ => $"{value:0.00}",
    };
}
