namespace Linkspan.Engine.Keeper;

/// <summary>
/// The pipes of one container (or exec) and the file that its output goes to. The keeper makes the fifos where they are missing and holds them
/// open for reading and writing, so that neither end ever blocks in open(2) or gets EPIPE; opening an open log again is answered with success.
/// </summary>
public sealed record KeeperLog
{
    /// <summary>Id of the container or exec.</summary>
    public required string Container { get; init; }

    /// <summary>Fifo of standard input; null where the container has none.</summary>
    public string? StdinPath { get; init; }

    /// <summary>Fifo of standard output (with a terminal: of both).</summary>
    public required string StdoutPath { get; init; }

    /// <summary>Fifo of standard error; null with a terminal.</summary>
    public string? StderrPath { get; init; }

    /// <summary>The container has a terminal: one stream, and attached clients get it raw.</summary>
    public bool Tty { get; init; }

    /// <summary>File in Docker's json-file format, appended to; null keeps nothing (driver <c>none</c>).</summary>
    public string? LogPath { get; init; }

    /// <summary>Size in bytes at which the file is rotated to <c>.1</c>, <c>.2</c>, …; 0 for never.</summary>
    public long MaxSizeBytes { get; init; }

    /// <summary>Number of files kept, the current one included; at least 1.</summary>
    public int MaxFiles { get; init; } = 1;
}
