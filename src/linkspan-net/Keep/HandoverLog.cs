using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep;

/// <summary>A log as it stands at a handover.</summary>
internal sealed record HandoverLog
{
    /// <summary>Its settings.</summary>
    public required KeeperLog Settings { get; init; }

    /// <summary>Rotations so far.</summary>
    public int Generation { get; init; }

    /// <summary>Unfinished lines, one a pipe.</summary>
    public required IReadOnlyList<byte[]> Partials { get; init; }

    /// <summary>Input for which the pipe had no room.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>The input pipe is still open.</summary>
    public bool HasInput { get; init; }

    /// <summary>The input ends after that.</summary>
    public bool InputEnding { get; init; }

    /// <summary>Attached clients.</summary>
    public required IReadOnlyList<HandoverClient> Clients { get; init; }
}
