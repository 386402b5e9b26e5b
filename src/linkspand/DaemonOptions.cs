using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi;
using Microsoft.Extensions.Logging;

namespace Linkspan.Daemon;

/// <summary>Everything that the command line and the configuration file say, checked.</summary>
internal sealed record DaemonOptions
{
    public required EngineOptions Engine { get; init; }

    public required ContainersOptions Containers { get; init; }

    public required ListenerOptions Listeners { get; init; }

    /// <summary>File that gets the process id; empty for none.</summary>
    public required string PidFile { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>One sentence for each flag that is accepted for habit's sake and does nothing here.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads a loopback address such as <c>127.0.0.1:2375</c>.</summary>
    /// <exception cref="LinkspanException">Invalid: no address, or one that others could reach.</exception>
    public static IPEndPoint Loopback(string text) =>
        !IPEndPoint.TryParse(text, out IPEndPoint? address) || address.Port == 0
            ? throw new LinkspanException(ErrorKind.Invalid, $"-H tcp://{text}: write an IP address and a port, as in tcp://127.0.0.1:2375")
            : IPAddress.IsLoopback(address.Address)
                ? address
                : throw new LinkspanException(
                    ErrorKind.Invalid, $"-H tcp://{text}: whoever reaches this port is root on this host; without TLS only loopback addresses are served, use ssh or a Unix socket");
}
