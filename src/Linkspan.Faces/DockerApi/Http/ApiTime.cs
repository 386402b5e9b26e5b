using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Times as Docker's clients write and read them.</summary>
internal static class ApiTime
{
    private const string Go = "yyyy-MM-dd'T'HH:mm:ss.fffffff";

    /// <summary>Docker's zero time, for what never happened.</summary>
    public const string Never = "0001-01-01T00:00:00Z";

    /// <summary>RFC 3339 with fractions of a second.</summary>
    public static string Text(DateTimeOffset? time) => time is null ? Never : time.Value.UtcDateTime.ToString(Go, CultureInfo.InvariantCulture) + "00Z";

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>Reads Unix seconds (with fraction), RFC 3339, or a duration before now (<c>10m</c>, <c>1h30m</c>).</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds < 253402300800m)
        {
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        if (GoDuration.TryParse(text, out TimeSpan duration))
        {
            return now - duration;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new LinkspanException(ErrorKind.Invalid, $"failed to parse value as time or duration: \"{text}\"; write 2026-01-31T12:00:00Z, Unix seconds, or 10m");
    }
}
