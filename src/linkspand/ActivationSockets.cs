using System.Globalization;
using System.Net.Sockets;
using Linkspan.Engine;

namespace Linkspan.Daemon;

/// <summary>Sockets that systemd opened and handed over, sd_listen_fds(3): from descriptor 3 on, as many as <c>LISTEN_FDS</c> says.</summary>
internal static class ActivationSockets
{
    private const ulong First = 3;

    /// <summary>The descriptors that are meant for this process.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="processId">This process.</param>
    /// <exception cref="LinkspanException">Invalid: there are none.</exception>
    public static IReadOnlyList<ulong> Take(Func<string, string?> variable, int processId)
    {
        bool ours = Number(variable("LISTEN_PID")) == processId;
        int count = Number(variable("LISTEN_FDS")) ?? 0;
        return ours && count > 0
            ? [.. Enumerable.Range(0, count).Select(static index => First + (ulong)index)]
            : throw new LinkspanException(ErrorKind.Invalid, "-H fd://: no socket was handed over; start the daemon by its systemd socket unit, or use -H unix://PATH");
    }

    /// <summary>Where such a socket listens; null where the descriptor is no socket.</summary>
    public static EndPoint? Address(ulong descriptor)
    {
        try
        {
            using var handle = new SafeSocketHandle((nint)descriptor, ownsHandle: false);
            using var socket = new Socket(handle);
            return socket.LocalEndPoint;
        }
        catch (SocketException)
        {
            return null; // the server says so when it opens it
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
