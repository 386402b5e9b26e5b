using Linkspan.Engine.Keeper;

namespace Linkspan.Containers;

/// <summary>The streams of a container or exec as an attached client sees them.</summary>
public sealed class AttachSession : IAsyncDisposable
{
    private readonly KeeperStream? _stream;
    private readonly Func<Task>? _endInput;
    private int _inputEnded;

    internal AttachSession(bool tty, Stream output, KeeperStream? stream, Func<Task>? endInput, bool input = false)
    {
        Tty = tty;
        Output = output;
        Input = input ? stream : null;
        _stream = stream;
        _endInput = endInput;
    }

    /// <summary>True where the output is one raw terminal stream; otherwise it comes in Docker's 8-byte-header frames.</summary>
    public bool Tty { get; }

    /// <summary>Output, ready to be copied to the client; ends when the process has ended and all was delivered.</summary>
    public Stream Output { get; }

    /// <summary>Input for the process; null where none was asked for or it has no stdin.</summary>
    public Stream? Input { get; }

    /// <summary>The client has no more input: the process sees end of file, if nobody else may give input.</summary>
    public async Task CloseInputAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Input is null || Interlocked.Exchange(ref _inputEnded, 1) != 0)
        {
            return;
        }

        _stream!.CompleteWriting();
        if (_endInput is not null)
        {
            await _endInput();
        }
    }

    /// <summary>Detaches; the process goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Input is not null && Interlocked.Exchange(ref _inputEnded, 1) == 0 && _endInput is not null)
        {
            await _endInput();
        }

        await Output.DisposeAsync();
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }
}
