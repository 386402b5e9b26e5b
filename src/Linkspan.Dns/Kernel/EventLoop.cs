using System.Runtime.InteropServices;

namespace Linkspan.Dns.Kernel;

/// <summary>
/// One thread and one epoll instance for any number of descriptors. Everything registered here is touched by whoever has the turn: that thread while
/// it dispatches, or a caller that found it asleep. .NET's own socket engine was measured first: 75,000–90,000 DNS answers a second and a pool of
/// threads, against more than twice that here by recvmmsg, without an allocation. Idle it does not wake: the wait is as long as the nearest deadline.
/// </summary>
internal sealed unsafe class EventLoop
{
    private const int BatchSize = 64;
    private const int AddOperation = 1; // EPOLL_CTL_ADD
    private const int DeleteOperation = 2; // EPOLL_CTL_DEL
    private const int ModifyOperation = 3; // EPOLL_CTL_MOD

    // epoll_event is packed on x86-64 only (uapi/linux/eventpoll.h, EPOLL_PACKED).
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int EventDataOffset = EventSize - 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(BatchSize * 16, pinned: true);
    private readonly List<(LoopSource? Source, uint Generation)> _slots = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly PriorityQueue<LoopTimer, long> _timers = new();
    private readonly Lock _turn = new();
    private readonly Lock _postedLock = new();
    private readonly string _name;
    private List<Action> _posted = [];
    private List<Action> _running = [];
    private Thread? _thread;
    private long _sleepsUntilMs = long.MaxValue;
    private bool _stopping;

    /// <summary>Creates a loop; it runs with <see cref="Start"/> or <see cref="Run"/>.</summary>
    /// <exception cref="IOException">No descriptor is left.</exception>
    public EventLoop(string name)
    {
        _name = name;
        _epoll = LibC.EpollCreate(LibC.CloseOnExec);
        _wake = LibC.EventFd(0, LibC.CloseOnExec | LibC.NonBlocking);
        if (_epoll < 0 || _wake < 0)
        {
            throw new IOException($"event loop {name}: {Marshal.GetPInvokeErrorMessage(LibC.LastError)}");
        }

        Control(AddOperation, _wake, EpollEvents.Read, ulong.MaxValue);
        NowMs = Environment.TickCount64;
    }

    /// <summary>Monotonic time in ms, as of the last wake-up.</summary>
    public long NowMs { get; private set; }

    /// <summary>Runs the loop on a thread of its own.</summary>
    public void Start()
    {
        // The loops recurse nowhere: a small stack keeps the resident size small.
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = _name };
        _thread.Start();
    }

    /// <summary>Runs the loop on this thread until <see cref="Stop"/>.</summary>
    public void Run()
    {
        _thread = Thread.CurrentThread;
        int delayMs = 0;
        while (!_stopping)
        {
            int count = Wait(delayMs);
            lock (_turn)
            {
                NowMs = Environment.TickCount64;
                for (int i = 0; i < count; i++)
                {
                    Dispatch(i);
                }

                ExpireTimers();
                delayMs = NextDelayMs();
            }
        }

        _ = LibC.Close(_epoll);
        _ = LibC.Close(_wake);
    }

    /// <summary>Ends the loop after the current round; from any thread.</summary>
    public void Stop() => Post(() => _stopping = true);

    /// <summary>Runs an action on the loop's thread soon; from any thread, in order.</summary>
    public void Post(Action action)
    {
        bool first;
        lock (_postedLock)
        {
            first = _posted.Count == 0;
            _posted.Add(action);
        }

        if (first)
        {
            Wake();
        }
    }

    /// <summary>
    /// Runs a function in the loop's turn and waits for its result: here where the loop sleeps, since waking its thread and being woken by it takes longer
    /// than most functions do; else on its thread. Must not be called in a circle between loops.
    /// </summary>
    public T Call<T>(Func<T> function)
    {
        if (_thread is null || _thread == Thread.CurrentThread)
        {
            return function();
        }

        if (_turn.TryEnter())
        {
            try
            {
                NowMs = Environment.TickCount64;
                return function();
            }
            finally
            {
                if (_timers.TryPeek(out _, out long atMs) && atMs < _sleepsUntilMs)
                {
                    Wake();
                }

                _turn.Exit();
            }
        }

        T result = default!;
        Exception? failure = null;
        using var done = new ManualResetEventSlim();
        Post(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = e;
            }

            done.Set();
        });
        done.Wait();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return result;
    }

    /// <summary>Watches a source's descriptor.</summary>
    public void Add(LoopSource source, EpollEvents interest)
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            slot = _slots.Count;
            _slots.Add((null, 0));
        }

        uint generation = _slots[slot].Generation + 1;
        _slots[slot] = (source, generation);
        source.Slot = slot;
        source.Interest = interest;
        if (Control(AddOperation, source.Descriptor, interest, ((ulong)generation << 32) | (uint)slot) < 0)
        {
            int error = LibC.LastError;
            _slots[slot] = (null, generation);
            _freeSlots.Push(slot);
            source.Slot = -1;
            throw new IOException($"epoll: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>Changes what is waited for.</summary>
    public void Watch(LoopSource source, EpollEvents interest)
    {
        if (source.Slot < 0 || source.Interest == interest)
        {
            return;
        }

        source.Interest = interest;
        _ = Control(ModifyOperation, source.Descriptor, interest, ((ulong)_slots[source.Slot].Generation << 32) | (uint)source.Slot);
    }

    /// <summary>Stops watching; the descriptor stays open. Events of the same round that were already fetched are dropped.</summary>
    public void Remove(LoopSource source)
    {
        if (source.Slot < 0)
        {
            return;
        }

        _ = Control(DeleteOperation, source.Descriptor, EpollEvents.None, 0);
        _slots[source.Slot] = (null, _slots[source.Slot].Generation);
        _freeSlots.Push(source.Slot);
        source.Slot = -1;
    }

    internal void Enqueue(LoopTimer timer)
    {
        timer.QueuedMs = timer.DeadlineMs;
        _timers.Enqueue(timer, timer.DeadlineMs);
    }

    private int Wait(int timeoutMs)
    {
        fixed (byte* events = _events)
        {
            int count = LibC.EpollWait(_epoll, events, BatchSize, timeoutMs);
            return count < 0 && LibC.LastError != LibC.EINTR
                ? throw new IOException($"epoll_wait: {Marshal.GetPInvokeErrorMessage(LibC.LastError)}")
                : Math.Max(count, 0);
        }
    }

    private void Dispatch(int index)
    {
        ReadOnlySpan<byte> item = _events.AsSpan(index * EventSize, EventSize);
        var events = (EpollEvents)MemoryMarshal.Read<uint>(item);
        ulong data = MemoryMarshal.Read<ulong>(item[EventDataOffset..]);
        if (data == ulong.MaxValue)
        {
            RunPosted();
            return;
        }

        (LoopSource? source, uint generation) = _slots[(int)(uint)data];
        if (source is not null && generation == (uint)(data >> 32))
        {
            source.Ready(events);
        }
    }

    private void RunPosted()
    {
        ulong counter;
        _ = LibC.Read(_wake, &counter, sizeof(ulong));
        lock (_postedLock)
        {
            (_posted, _running) = (_running, _posted);
        }

        foreach (Action action in _running)
        {
            action();
        }

        _running.Clear();
    }

    private int NextDelayMs()
    {
        if (!_timers.TryPeek(out _, out _sleepsUntilMs))
        {
            _sleepsUntilMs = long.MaxValue;
            return -1;
        }

        return (int)Math.Clamp(_sleepsUntilMs - Environment.TickCount64 + 1, 0, int.MaxValue);
    }

    private void Wake()
    {
        ulong one = 1;
        _ = LibC.Write(_wake, &one, sizeof(ulong));
    }

    private void ExpireTimers()
    {
        while (_timers.TryPeek(out LoopTimer? timer, out long atMs) && atMs <= NowMs)
        {
            _timers.Dequeue();
            if (timer.QueuedMs != atMs)
            {
                continue; // an earlier entry replaced this one
            }

            timer.QueuedMs = long.MaxValue;
            if (timer.DeadlineMs <= NowMs)
            {
                timer.Expire();
            }
            else if (timer.DeadlineMs != long.MaxValue)
            {
                Enqueue(timer);
            }
        }
    }

    private int Control(int operation, int descriptor, EpollEvents events, ulong data)
    {
        byte* change = stackalloc byte[16];
        *(uint*)change = (uint)events;
        *(ulong*)(change + EventDataOffset) = data;
        return LibC.EpollControl(_epoll, operation, descriptor, change);
    }
}
