using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Cli.Input;

/// <summary>Sizes, times and processors as the command line takes them.</summary>
internal static class Quantities
{
    /// <summary>Bytes: <c>512m</c>, <c>1.5g</c>, <c>64MiB</c>; -1 is allowed where it means no limit.</summary>
    /// <exception cref="CliException">The text is no size.</exception>
    public static long? Bytes(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] is '.' or '-'))
        {
            digits++;
        }

        string unit = text[digits..].Trim().ToLowerInvariant().TrimEnd('b').TrimEnd('i');
        int power = unit switch
        {
            "" => 0,
            "k" => 1,
            "m" => 2,
            "g" => 3,
            "t" => 4,
            "p" => 5,
            _ => -1,
        };
        return power >= 0 && double.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? (long)(value * Math.Pow(1024, power))
            : throw new CliException($"{option} {text} is no size such as 512m");
    }

    /// <summary>Billionths of a processor: <c>1.5</c> is 1,500,000,000.</summary>
    /// <exception cref="CliException">The text is no positive number.</exception>
    public static long? NanoCpus(string? text) =>
        text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal cpus) ? (long)(cpus * 1_000_000_000m)
        : throw new CliException($"--cpus {text} is no number of processors such as 1.5");

    /// <summary>A moment for <c>--since</c> and <c>--until</c> as seconds since 1970: those, a date (RFC 3339, local if it has no zone), or an age such as <c>10m</c>.</summary>
    /// <exception cref="CliException">The text is none of these.</exception>
    public static string? Moment(string? text, TimeProvider time)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            return text;
        }

        DateTimeOffset moment = GoDuration.TryParse(text, out TimeSpan age) ? time.GetUtcNow() - age
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset parsed) ? parsed
            : throw new CliException($"{text} is no time: give a date such as 2026-01-31T10:00:00Z, an age such as 10m, or seconds since 1970");
        long ticks = (moment - DateTimeOffset.UnixEpoch).Ticks;
        return $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:D9}";
    }
}
