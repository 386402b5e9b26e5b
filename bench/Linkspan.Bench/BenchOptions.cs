using System.Globalization;

namespace Linkspan.Bench;

/// <summary>The command line.</summary>
/// <param name="Command">Which figures.</param>
/// <param name="Json">JSON instead of a table.</param>
/// <param name="Endpoints">Endpoints, each with one published port, that are on the host before anything is measured; 0 to 5000.</param>
internal sealed record BenchOptions(string Command, bool Json, int Endpoints)
{
    private const int MaxEndpoints = 5000;

    /// <summary>Reads the command line; null where it is wrong.</summary>
    public static BenchOptions? Parse(ReadOnlySpan<string> args)
    {
        if (args.IsEmpty || args[0].StartsWith('-'))
        {
            return null;
        }

        var options = new BenchOptions(args[0], Json: false, Endpoints: 0);
        for (args = args[1..]; !args.IsEmpty; args = args[2..])
        {
            if (args is ["--format", "json" or "table", ..])
            {
                options = options with { Json = args[1] == "json" };
            }
            else if (args is ["--endpoints", _, ..] && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MaxEndpoints)
            {
                options = options with { Endpoints = count };
            }
            else
            {
                return null;
            }
        }

        return options;
    }
}
