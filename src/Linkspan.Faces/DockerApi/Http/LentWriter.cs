using System.IO.Pipelines;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>A writer that can be made to throw away what it is given without ending what it writes to.</summary>
internal sealed class LentWriter(PipeWriter inner) : PipeWriter
{
    private byte[] _waste = [];
    private volatile bool _discarding;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => _discarding ? 0 : inner.UnflushedBytes;

    /// <summary>From now on everything is thrown away.</summary>
    public void Discard() => _discarding = true;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!_discarding)
        {
            return inner.GetMemory(sizeHint);
        }

        if (_waste.Length < Math.Max(sizeHint, 4096))
        {
            _waste = new byte[Math.Max(sizeHint, 4096)];
        }

        return _waste;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (!_discarding)
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _discarding ? new ValueTask<FlushResult>(default(FlushResult)) : inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush()
    {
        if (!_discarding)
        {
            inner.CancelPendingFlush();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!_discarding)
        {
            inner.Complete(exception);
        }
    }
}
