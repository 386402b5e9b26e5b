namespace Linkspan.Engine;

/// <summary>
/// Keeps a change on the thread that asked for it: what it awaited goes on there, in the order in which it came. On the pool each answer of the keeper would
/// wake one more thread, half a millisecond late where the processors are busy; here one that came while the thread worked costs nothing. A change that waits
/// for longer than the keeper takes goes on on the pool, and its caller too.
/// </summary>
internal sealed class ChangeThread : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private bool _left;

    private ChangeThread()
    {
    }

    /// <summary>Runs a change on the calling thread, to its end or until it waits for longer.</summary>
    public static Task<T> Run<T>(Func<Task<T>> change)
    {
        SynchronizationContext? before = Current;
        var thread = new ChangeThread();
        SetSynchronizationContext(thread);
        try
        {
            Task<T> running = change();
            _ = running.ContinueWith(_ => thread.Leave(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
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
            if (!_left)
            {
                _queue.Enqueue((d, state));
                Monitor.Pulse(_queue);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(static late => late.Callback(late.State), (Callback: d, State: state), preferLocal: false);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void Leave()
    {
        lock (_queue)
        {
            _left = true;
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

    /// <summary>What is to be done next; null once the change has ended or is left to the pool.</summary>
    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_left)
            {
                _left = !Monitor.Wait(_queue, Patience) && _queue.Count == 0;
            }

            return _queue.TryDequeue(out (SendOrPostCallback, object?) next) ? next : null;
        }
    }
}
