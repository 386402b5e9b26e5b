using System.Buffers;
using System.IO.Pipelines;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>A reader that can be ended without ending what it reads from.</summary>
internal sealed class LentReader(PipeReader inner) : PipeReader
{
    private volatile bool _ended;
    private bool _reading;

    /// <summary>From now on there is nothing more to read here.</summary>
    public void End() => _ended = true;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_ended)
        {
            return new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
        }

        ReadResult result = await inner.ReadAsync(cancellationToken);
        _reading = true;
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_ended)
        {
            result = new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);
            return true;
        }

        return _reading = inner.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_reading)
        {
            _reading = false;
            inner.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead()
    {
        if (!_ended)
        {
            inner.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!_ended)
        {
            inner.Complete(exception);
        }
    }
}
