using System.IO.Pipelines;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>
/// The pipes of a connection, lent to the HTTP layer until a handler takes the connection over for a raw stream (Docker's hijack).
/// Kestrel upgrades only requests without a body, and <c>exec start</c> has one; so after a take-over the HTTP layer is shown the end of
/// the input, what it still writes is thrown away, and the bare pipes go to whoever took them.
/// </summary>
internal sealed class HijackableTransport : IDuplexPipe
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private readonly LentReader _input;
    private readonly LentWriter _output;
    private readonly Action? _refuseInput;
    private Func<IDuplexPipe, Task>? _takeOver;

    /// <param name="inner">The connection.</param>
    /// <param name="isPeerGone">Whether the client is gone.</param>
    /// <param name="refuseInput">Makes the client's further writes fail, and what came before them be read to its end; null where the connection has no such thing.</param>
    public HijackableTransport(IDuplexPipe inner, Func<bool> isPeerGone, Action? refuseInput = null)
    {
        Inner = inner;
        IsPeerGone = isPeerGone;
        _refuseInput = refuseInput;
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

    /// <summary>
    /// Runs what took the connection over; nothing where nobody did. What the client still sent is read away afterwards: the kernel resets a Unix socket
    /// that is closed with unread input, and the client of <c>yes | docker run -i IMAGE true</c> would report that instead of the exit status.
    /// </summary>
    public async Task SpeakAsync()
    {
        if (_takeOver is null)
        {
            return;
        }

        await _takeOver(Inner);
        if (_refuseInput is null)
        {
            return;
        }

        _refuseInput();
        using var patience = new CancellationTokenSource(LeavePatience);
        try
        {
            ReadResult result;
            do
            {
                result = await Inner.Input.ReadAsync(patience.Token);
                Inner.Input.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client has gone: nobody is left to be told anything.
        }
    }
}
