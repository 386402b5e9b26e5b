using System.Collections.Concurrent;

namespace Linkspan.Engine.Kernel;

/// <summary>Network stacks made ahead, by kind.</summary>
internal sealed class ReadySandboxes : IDisposable
{
    private readonly Dictionary<ReadyKind, ConcurrentQueue<ReadySandbox>> _queues = new()
    {
        [new ReadyKind(Names: true, Pair: true)] = new(),
        [new ReadyKind(Names: false, Pair: true)] = new(),
        [new ReadyKind(Names: true, Pair: false)] = new(),
        [new ReadyKind(Names: false, Pair: false)] = new(),
    };

    private readonly SemaphoreSlim _taken = new(0);

    /// <summary>The kind of which there are fewest, and how many.</summary>
    public (ReadyKind Kind, int Count) Fewest()
    {
        (ReadyKind kind, ConcurrentQueue<ReadySandbox> queue) = _queues.MinBy(static pair => pair.Value.Count);
        return (kind, queue.Count);
    }

    /// <summary>Takes one; null where none is ready, whereupon the caller makes its own.</summary>
    public ReadySandbox? Take(ReadyKind kind)
    {
        ReadySandbox? ready = _queues[kind].TryDequeue(out ReadySandbox? first) ? first : null;
        if (_taken.CurrentCount == 0)
        {
            _taken.Release();
        }

        return ready;
    }

    /// <summary>Puts one there.</summary>
    public void Add(ReadyKind kind, ReadySandbox ready) => _queues[kind].Enqueue(ready);

    /// <summary>True where the keeper's sockets of that name are of a stack that waits here.</summary>
    public bool Holds(string id) => _queues.Values.Any(queue => queue.Any(ready => ready.Id == id));

    /// <summary>Waits for the next <see cref="Take"/>.</summary>
    /// <returns>False where there was none in that time.</returns>
    public Task<bool> TakenAsync(TimeSpan patience, CancellationToken cancellationToken) => _taken.WaitAsync(patience, cancellationToken);

    public void Dispose()
    {
        foreach (ReadySandbox ready in _queues.Values.SelectMany(static queue => queue))
        {
            ready.Kernel.Dispose();
        }

        _taken.Dispose();
    }
}
