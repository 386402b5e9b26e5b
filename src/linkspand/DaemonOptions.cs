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
}
