using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Ports as the API writes them: <c>80/tcp</c>.</summary>
internal static class PortText
{
    /// <summary>The full form of a container port; the protocol is tcp where none is said.</summary>
    /// <exception cref="LinkspanException">Invalid: <c>invalid port specification: "70000"</c>.</exception>
    public static string Normal(string text)
    {
        string[] parts = text.Split('/');
        string protocol = parts.Length > 1 ? parts[1].ToLowerInvariant() : "tcp";
        bool good = parts.Length <= 2 && protocol is "tcp" or "udp" or "sctp" &&
            ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
        return good ? $"{ushort.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture)}/{protocol}"
            : throw new LinkspanException(ErrorKind.Invalid, $"invalid port specification: \"{text}\"");
    }

    /// <summary>True where a port falls into a filter of the form <c>80</c>, <c>80/udp</c>, <c>80-90/tcp</c>.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static bool InRange(string filter, int port, string protocol)
    {
        string[] sides = filter.Split('/', 2);
        string[] ends = sides[0].Split('-', 2);
        return ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first) &
            ushort.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last)
            ? port >= first && port <= last && (sides.Length == 1 ? "tcp" : sides[1]) == protocol
            : throw new LinkspanException(ErrorKind.Invalid, $"invalid port specification: \"{filter}\"");
    }
}
