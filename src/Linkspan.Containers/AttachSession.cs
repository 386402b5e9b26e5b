namespace Linkspan.Containers;

/// <summary>The streams of a container or exec as an attached client sees them.</summary>
public sealed class AttachSession : IAsyncDisposable
{
    internal AttachSession()
    {
    }

    /// <summary>True where the output is one raw terminal stream; otherwise it comes in Docker's 8-byte-header frames.</summary>
    public bool Tty => throw new NotSupportedException();

    /// <summary>Output, ready to be copied to the client; ends when the process has ended and all was delivered.</summary>
    public Stream Output => throw new NotSupportedException();

    /// <summary>Input for the process; null where none was asked for or it has no stdin.</summary>
    public Stream? Input => throw new NotSupportedException();

    /// <summary>The client has no more input: the process sees end of file, if nobody else may give input.</summary>
    public Task CloseInputAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Detaches; the process goes on.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
