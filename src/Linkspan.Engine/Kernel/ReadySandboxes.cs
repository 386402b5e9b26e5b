using System.Collections.Concurrent;

namespace Linkspan.Engine.Kernel;

/// <summary>Namespaces made ahead, in two kinds: with DNS led to sockets of the keeper, and without.</summary>
internal sealed class ReadySandboxes : IDisposable
{
    private readonly ConcurrentQueue<ReadySandbox> _served = new();
    private readonly ConcurrentQueue<ReadySandbox> _bare = new();
    private readonly SemaphoreSlim _taken = new(0);

    /// <summary>How many of a kind there are.</summary>
    public int Count(bool names) => Queue(names).Count;

    /// <summary>Takes one; null where none is ready, whereupon the caller makes its own.</summary>
    public ReadySandbox? Take(bool names)
    {
        ReadySandbox? ready = Queue(names).TryDequeue(out ReadySandbox? first) ? first : null;
        if (_taken.CurrentCount == 0)
        {
            _taken.Release();
        }

        return ready;
    }

    /// <summary>Puts one there.</summary>
    public void Add(ReadySandbox ready) => Queue(ready.Id is not null).Enqueue(ready);

    /// <summary>Waits for the next <see cref="Take"/>.</summary>
    /// <returns>False where there was none in that time.</returns>
    public Task<bool> TakenAsync(TimeSpan patience, CancellationToken cancellationToken) => _taken.WaitAsync(patience, cancellationToken);

    public void Dispose()
    {
        foreach (ReadySandbox ready in _served.Concat(_bare))
        {
            ready.Kernel.Dispose();
        }

        _taken.Dispose();
    }

    private ConcurrentQueue<ReadySandbox> Queue(bool names) => names ? _served : _bare;
}
