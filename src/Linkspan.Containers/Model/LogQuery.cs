namespace Linkspan.Containers.Model;

/// <summary>Which part of a log is wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Lines of stdout.</summary>
    public bool Stdout { get; init; } = true;

    /// <summary>Lines of stderr.</summary>
    public bool Stderr { get; init; } = true;

    /// <summary>Goes on with new lines until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Each line begins with its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Each line begins with the attributes that the log options name.</summary>
    public bool Details { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Not after this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only so many last lines; null means all.</summary>
    public int? Tail { get; init; }
}
