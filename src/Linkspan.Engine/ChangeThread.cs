namespace Linkspan.Engine;

/// <summary>
/// Keeps a change on one thread: what it awaited goes on there, in the order in which it came. On the pool each answer of the keeper would wake one more
/// thread, half a millisecond late where the processors are busy; here one that came while the thread worked costs nothing.
/// </summary>
internal sealed class ChangeThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private bool _ended;

    private ChangeThread()
    {
    }

    /// <summary>Runs a change to its end on the calling thread.</summary>
    /// <returns>The change, which is complete.</returns>
    public static Task<T> Run<T>(Func<Task<T>> change)
    {
        SynchronizationContext? before = Current;
        var thread = new ChangeThread();
        SetSynchronizationContext(thread);
        try
        {
            Task<T> running = change();
            _ = running.ContinueWith(_ => thread.End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            thread.Work();
            return running;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            if (!_ended)
            {
                _queue.Enqueue((d, state));
                Monitor.Pulse(_queue);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(static late => late.Callback(late.State), (Callback: d, State: state), preferLocal: false); // begun by the change, not awaited by it
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void End()
    {
        lock (_queue)
        {
            _ended = true;
            Monitor.Pulse(_queue);
        }
    }

    private void Work()
    {
        while (Next() is { } next)
        {
            next.Callback(next.State);
        }
    }

    /// <summary>What is to be done next; null once the change has ended and nothing is left.</summary>
    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_ended)
            {
                Monitor.Wait(_queue);
            }

            return _queue.TryDequeue(out (SendOrPostCallback, object?) next) ? next : null;
        }
    }
}
