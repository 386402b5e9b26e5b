using Linkspan.Containers.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>The place of one container in the service: its value now, its lock, and who waits for it.</summary>
internal sealed class ContainerSlot : IDisposable
{
    private const int StartsAtOnce = 64;

    private readonly Lock _waiting = new();
    private readonly SemaphoreSlim _starts = new(StartsAtOnce);
    private List<TaskCompletionSource<ContainerExit>> _exit = [];
    private List<TaskCompletionSource<ContainerExit>> _removed = [];
    private Container _current;

    public ContainerSlot(Container container) => _current = container;

    /// <summary>The value now; replaced as a whole.</summary>
    public Container Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }

    /// <summary>Held for each change, one after the other.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Pending restart by policy.</summary>
    public CancellationTokenSource? Restart { get; set; }

    /// <summary>Ends the watch over its health.</summary>
    public CancellationTokenSource? Watch { get; set; }

    /// <summary>Pause before the next restart.</summary>
    public TimeSpan RestartDelay { get; set; }

    /// <summary>A stop or kill by a user is under way: the end that comes is wanted.</summary>
    public bool StopRequested { get; set; }

    /// <summary>The kernel reported a kill for lack of memory.</summary>
    public bool OutOfMemory { get; set; }

    /// <summary>The last client closed its input before the start.</summary>
    public bool InputClosed { get; set; }

    /// <summary>The record is gone.</summary>
    public bool Gone { get; set; }

    /// <summary>Starts a process of an exec; never while the container is being frozen: runc would hold its shim for as long as the process is frozen.</summary>
    public async Task<T> StartProcessAsync<T>(Func<Task<T>> start)
    {
        await _starts.WaitAsync();
        try
        {
            return await start();
        }
        finally
        {
            _starts.Release();
        }
    }

    /// <summary>Freezes the container's processes when none is being started.</summary>
    public async Task FreezeAsync(Func<Task> freeze, CancellationToken cancellationToken)
    {
        int taken = 0;
        try
        {
            for (; taken < StartsAtOnce; taken++)
            {
                await _starts.WaitAsync(cancellationToken);
            }

            await freeze();
        }
        finally
        {
            if (taken > 0)
            {
                _starts.Release(taken);
            }
        }
    }

    /// <summary>Waits for the next end; stands when it returns.</summary>
    public Task<ContainerExit> NextExit() => Add(ref _exit);

    /// <summary>Waits for the removal; stands when it returns.</summary>
    public Task<ContainerExit> Removed() => Add(ref _removed);

    /// <summary>Tells those who wait for an end.</summary>
    public void Ended(ContainerExit exit) => Complete(ref _exit, exit);

    /// <summary>Tells those who wait for the removal, and those who wait for an end that will not come.</summary>
    public void Deleted(ContainerExit exit)
    {
        Complete(ref _exit, exit);
        Complete(ref _removed, exit);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Restart?.Dispose();
        Gate.Dispose();
        _starts.Dispose();
    }

    private Task<ContainerExit> Add(ref List<TaskCompletionSource<ContainerExit>> list)
    {
        var source = new TaskCompletionSource<ContainerExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            list.Add(source);
        }

        return source.Task;
    }

    private void Complete(ref List<TaskCompletionSource<ContainerExit>> list, ContainerExit exit)
    {
        List<TaskCompletionSource<ContainerExit>> waiting;
        lock (_waiting)
        {
            waiting = list;
            list = [];
        }

        waiting.ForEach(source => source.TrySetResult(exit));
    }
}
