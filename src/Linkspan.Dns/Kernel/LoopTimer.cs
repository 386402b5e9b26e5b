namespace Linkspan.Dns.Kernel;

/// <summary>A deadline on an <see cref="EventLoop"/>. Moving it later costs nothing: the queue's old entry is corrected when it comes up.</summary>
internal sealed class LoopTimer(EventLoop loop, Action expired)
{
    private readonly EventLoop _loop = loop;

    /// <summary>A deadline is set.</summary>
    public bool IsRunning => DeadlineMs != long.MaxValue;

    internal long DeadlineMs { get; private set; } = long.MaxValue;

    internal long QueuedMs { get; set; } = long.MaxValue;

    /// <summary>Sets the deadline anew.</summary>
    public void Start(long delayMs)
    {
        DeadlineMs = _loop.NowMs + delayMs;
        if (DeadlineMs < QueuedMs)
        {
            _loop.Enqueue(this);
        }
    }

    /// <summary>Takes the deadline away.</summary>
    public void Cancel() => DeadlineMs = long.MaxValue;

    internal void Expire()
    {
        DeadlineMs = long.MaxValue;
        expired();
    }
}
