namespace Linkspan.Engine;

/// <summary>A failure that is told to the user: one sentence that says what was asked, what stands in the way and what to do.</summary>
public sealed class LinkspanException : Exception
{
    /// <summary>Creates a failure of the given kind.</summary>
    public LinkspanException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The class of the failure.</summary>
    public ErrorKind Kind { get; }
}
