namespace Linkspan.Containers.Model;

/// <summary>Which streams an attach wants.</summary>
public sealed record AttachRequest
{
    /// <summary>Input goes to the container, if it was created with an open stdin.</summary>
    public bool Stdin { get; init; }

    /// <summary>Stdout.</summary>
    public bool Stdout { get; init; } = true;

    /// <summary>Stderr.</summary>
    public bool Stderr { get; init; } = true;

    /// <summary>What was logged so far comes first.</summary>
    public bool Logs { get; init; }

    /// <summary>What comes from now on; without it the session ends after <see cref="Logs"/>.</summary>
    public bool Stream { get; init; } = true;
}
