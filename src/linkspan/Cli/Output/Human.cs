namespace Linkspan.Cli.Output;

/// <summary>Numbers and times as people read them.</summary>
internal static class Human
{
    private static readonly string[] DecimalUnits = ["B", "kB", "MB", "GB", "TB", "PB"];
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Bytes in powers of 1000, three significant digits: <c>1.23MB</c>.</summary>
    public static string Size(double bytes) => Scale(bytes, 1000, DecimalUnits);

    /// <summary>Bytes in powers of 1024, for memory: <c>1.5GiB</c>.</summary>
    public static string Memory(double bytes) => Scale(bytes, 1024, BinaryUnits);

    /// <summary>A duration in its largest unit: <c>5 minutes</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minutes",
        { TotalHours: < 1.5 } => "About an hour",
        { TotalHours: < 48 } => $"{(int)Math.Round(span.TotalHours)} hours",
        { TotalDays: < 14 } => $"{(int)span.TotalDays} days",
        { TotalDays: < 60 } => $"{(int)(span.TotalDays / 7)} weeks",
        { TotalDays: < 730 } => $"{(int)(span.TotalDays / 30)} months",
        _ => $"{(int)(span.TotalDays / 365)} years",
    };

    /// <summary>The first twelve digits of an id, without the algorithm before a digest.</summary>
    public static string ShortId(string? id)
    {
        string digits = id is null ? "" : id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits.Length > 12 ? digits[..12] : digits;
    }

    private static string Scale(double value, double step, string[] units)
    {
        int unit = 0;
        while (value >= step && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }

        string digits = unit == 0 || value >= 100 ? value.ToString("0") : value >= 10 ? value.ToString("0.#") : value.ToString("0.##");
        return digits + units[unit];
    }
}
