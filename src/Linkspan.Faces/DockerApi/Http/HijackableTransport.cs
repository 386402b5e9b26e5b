using System.IO.Pipelines;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>
/// The pipes of a connection, lent to the HTTP layer until a handler takes the connection over for a raw stream (Docker's hijack).
/// Kestrel upgrades only requests without a body, and <c>exec start</c> has one; so after a take-over the HTTP layer is shown the end of
/// the input, what it still writes is thrown away, and the bare pipes go to whoever took them.
/// </summary>
internal sealed class HijackableTransport : IDuplexPipe
{
    private readonly LentReader _input;
    private readonly LentWriter _output;
    private Func<IDuplexPipe, Task>? _takeOver;

    public HijackableTransport(IDuplexPipe inner, Func<bool> isPeerGone)
    {
        Inner = inner;
        IsPeerGone = isPeerGone;
        _input = new LentReader(inner.Input);
        _output = new LentWriter(inner.Output);
    }

    /// <summary>The connection itself.</summary>
    public IDuplexPipe Inner { get; }

    /// <summary>Whether the client is gone, and has not merely ended its input.</summary>
    public Func<bool> IsPeerGone { get; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>Has the connection after the current request; to be called when the request's body was read.</summary>
    public void TakeOver(Func<IDuplexPipe, Task> speak)
    {
        _takeOver = speak;
        _input.End();
        _output.Discard();
    }

    /// <summary>Runs what took the connection over; nothing where nobody did.</summary>
    public Task SpeakAsync() => _takeOver?.Invoke(Inner) ?? Task.CompletedTask;
}
