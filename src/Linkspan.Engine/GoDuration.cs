using System.Buffers;
using System.Globalization;

namespace Linkspan.Engine;

/// <summary>
/// Spans of time as Go writes them, and with it Docker's clients, API and health checks: <c>10m</c>, <c>1h30m</c>, <c>1.5s</c> (package time,
/// ParseDuration). It stands here because the command line, the API and the containers all read them, and this is the layer that they share.
/// </summary>
public static class GoDuration
{
    private const decimal MostNanoseconds = long.MaxValue; // Go's own limit, 292 years

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads numbers with their units h, m, s, ms, us, µs or ns, the largest unit first or in any other order; 0 needs none. Exact to 100 ns.</summary>
    /// <returns>False where the text is none, has a sign (all that we read goes one way), or is longer than Go can hold.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
        {
            return true;
        }

        decimal total = 0;
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            if (!TryTake(ref rest, out decimal part) || part > MostNanoseconds - total)
            {
                return false;
            }

            total += part;
        }

        duration = TimeSpan.FromTicks((long)(total / TimeSpan.NanosecondsPerTick));
        return text.Length > 0;
    }

    /// <summary>Takes one number and its unit off the front.</summary>
    private static bool TryTake(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        nanoseconds = 0;
        int digits = NumberLength(rest);
        if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        rest = rest[digits..];
        int letters = UnitLength(rest);
        decimal unit = Unit(rest[..letters]);
        rest = rest[letters..];
        if (unit == 0 || number > MostNanoseconds / unit)
        {
            return false;
        }

        nanoseconds = number * unit;
        return true;
    }

    private static int NumberLength(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(NumberCharacters) is >= 0 and int length ? length : text.Length;

    private static int UnitLength(ReadOnlySpan<char> text) => text.IndexOfAny(NumberCharacters) is >= 0 and int length ? length : text.Length;

    /// <summary>Nanoseconds; 0 where there is no such unit.</summary>
    private static decimal Unit(ReadOnlySpan<char> name) => name switch
    {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" or "\u00b5s" or "\u03bcs" => 1_000, // the micro sign, and the letter that looks like it
        "ns" => 1,
        _ => 0,
    };
}
