namespace Linkspan.Engine.Keeper;

/// <summary>What an attached client takes and gives.</summary>
public sealed record KeeperAttach
{
    /// <summary>Id of the container or exec.</summary>
    public required string Container { get; init; }

    /// <summary>Bytes that the client sends go to the container's standard input.</summary>
    public bool Stdin { get; init; }

    /// <summary>When the client's input ends, the container's standard input is closed (Docker's StdinOnce).</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Send standard output from now on.</summary>
    public bool Stdout { get; init; }

    /// <summary>Send standard error from now on.</summary>
    public bool Stderr { get; init; }
}
