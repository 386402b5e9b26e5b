namespace Linkspan.Engine.Keeper;

/// <summary>Where the keeper is and how it is started.</summary>
public sealed record KeeperOptions
{
    /// <summary>Its Unix socket, by convention <c>keeper.sock</c> in the exec root; the lock file is that path with <c>.lock</c>.</summary>
    public required string SocketPath { get; init; }

    /// <summary>The executable <c>linkspan-net</c>; null never starts one.</summary>
    public string? ExecutablePath { get; init; }

    /// <summary>Where a started keeper writes its own messages; null means the socket's path with <c>.log</c>.</summary>
    public string? LogPath { get; init; }
}
