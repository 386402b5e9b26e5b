using System.Net;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// Network stacks made ahead: of each kind some that go anywhere, and of those with a pair some that wait on the bridge where containers come now. A pair is
/// never moved from one bridge to another: leaving one waits for the kernel as long as being deleted.
/// </summary>
/// <param name="anywhere">How many of each kind go anywhere; 0 makes none at all.</param>
internal sealed class ReadySandboxes(int anywhere) : IDisposable
{
    private const int AtPlace = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<ReadyKind, Shelf> _shelves = new()
    {
        [new ReadyKind(Names: true, Pair: true)] = new(),
        [new ReadyKind(Names: false, Pair: true)] = new(),
        [new ReadyKind(Names: true, Pair: false)] = new(),
        [new ReadyKind(Names: false, Pair: false)] = new(),
    };

    private readonly SemaphoreSlim _taken = new(0);

    /// <summary>What is to be made next, most wanted first; null where nothing lacks.</summary>
    public (ReadyKind Kind, ReadyPlace Place)? Missing()
    {
        lock (_lock)
        {
            (ReadyKind kind, int count) = _shelves.Select(static pair => (pair.Key, pair.Value.CountAt(ReadyPlace.None))).MinBy(static pair => pair.Item2);
            if (count < anywhere)
            {
                return (kind, ReadyPlace.None);
            }

            return anywhere == 0 ? null : _shelves
                .Where(static pair => pair.Value.Place != ReadyPlace.None && pair.Value.CountAt(pair.Value.Place) < AtPlace)
                .Select(static pair => ((ReadyKind, ReadyPlace)?)(pair.Key, pair.Value.Place))
                .FirstOrDefault();
        }
    }

    /// <summary>True where all are there that are to be, and no other.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_lock)
            {
                return Missing() is null && _shelves.Values.All(static shelf => !shelf.Ready.Exists(shelf.IsStale));
            }
        }
    }

    /// <summary>True where none is ready.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _shelves.Values.All(static shelf => shelf.Ready.Count == 0);
            }
        }
    }

    /// <summary>
    /// Takes one that waits at the right place, with the right address if there is one, else one that goes anywhere, else one that has less than is wanted; null where
    /// none is ready, whereupon the caller makes its own. <see cref="Wake"/> has another made.
    /// </summary>
    public ReadySandbox? Take(ReadyKind kind, ReadyPlace place, IPAddress? address)
    {
        lock (_lock)
        {
            _shelves[kind].Expect(place);
            return Take(kind) ?? Take(kind with { Names = false }) ?? Take(kind with { Pair = false }) ?? Take(default); // the pair is what takes longest to make
        }

        ReadySandbox? Take(ReadyKind kind) => _shelves[kind].Take(place, address);
    }

    /// <summary>Addresses of those that wait at a place.</summary>
    public IReadOnlySet<IPAddress> Addresses(ReadyPlace place)
    {
        lock (_lock)
        {
            return _shelves.Values.SelectMany(static shelf => shelf.Ready).Where(ready => ready.Place == place).Select(static ready => ready.Address).OfType<IPAddress>().ToHashSet();
        }
    }

    /// <summary>Nobody comes to a place any more.</summary>
    public void Leave(ReadyPlace place)
    {
        lock (_lock)
        {
            foreach (Shelf shelf in _shelves.Values)
            {
                shelf.Leave(place);
            }
        }

        Wake();
    }

    /// <summary>Takes those that wait where no container comes any more.</summary>
    public List<ReadySandbox> TakeStale()
    {
        lock (_lock)
        {
            return [.. _shelves.Values.SelectMany(static shelf => shelf.TakeAll(shelf.IsStale))];
        }
    }

    /// <summary>Takes those of which something is true.</summary>
    public List<ReadySandbox> TakeAll(Predicate<ReadySandbox> which)
    {
        lock (_lock)
        {
            return [.. _shelves.Values.SelectMany(shelf => shelf.TakeAll(which))];
        }
    }

    /// <summary>Puts one there.</summary>
    public void Add(ReadyKind kind, ReadySandbox ready)
    {
        lock (_lock)
        {
            _shelves[kind].Ready.Add(ready);
        }
    }

    /// <summary>True where the keeper's sockets of that name are of a stack that waits here.</summary>
    public bool Holds(string id)
    {
        lock (_lock)
        {
            return _shelves.Values.Any(shelf => shelf.Ready.Exists(ready => ready.Id == id));
        }
    }

    /// <summary>Ends <see cref="TakenAsync"/>. Whoever takes one does so when all else is done: the thread that wakes would need the processor that the keeper is on.</summary>
    public void Wake()
    {
        if (anywhere > 0 && _taken.CurrentCount == 0)
        {
            _taken.Release();
        }
    }

    /// <summary>Waits for <see cref="Wake"/> after one was taken, or for <see cref="Leave"/>.</summary>
    /// <returns>False where there was none in that time.</returns>
    public Task<bool> TakenAsync(TimeSpan patience, CancellationToken cancellationToken) => _taken.WaitAsync(patience, cancellationToken);

    public void Dispose() => _taken.Dispose();

    /// <summary>The stacks of a kind.</summary>
    private sealed class Shelf
    {
        private ReadyPlace _last = ReadyPlace.None;

        public List<ReadySandbox> Ready { get; } = [];

        /// <summary>Where containers come now: two in a row did.</summary>
        public ReadyPlace Place { get; private set; } = ReadyPlace.None;

        public int CountAt(ReadyPlace place) => Ready.Count(ready => ready.Place == place);

        /// <summary>A container comes here.</summary>
        public void Expect(ReadyPlace place) => (Place, _last) = (place == _last ? place : Place, place);

        public bool IsStale(ReadySandbox ready) => ready.Place != Place && ready.Place != ReadyPlace.None;

        public void Leave(ReadyPlace place) => (Place, _last) = (place == Place ? ReadyPlace.None : Place, place == _last ? ReadyPlace.None : _last);

        public ReadySandbox? Take(ReadyPlace place, IPAddress? address) =>
            Take(Ready.FindIndex(ready => ready.Place == place && Equals(ready.Address, address)))
            ?? Take(Ready.FindIndex(ready => ready.Place == place))
            ?? Take(Ready.FindIndex(static ready => ready.Place == ReadyPlace.None));

        public List<ReadySandbox> TakeAll(Predicate<ReadySandbox> which)
        {
            List<ReadySandbox> taken = Ready.FindAll(which);
            Ready.RemoveAll(taken.Contains);
            return taken;
        }

        private ReadySandbox? Take(int index)
        {
            if (index < 0)
            {
                return null;
            }

            ReadySandbox ready = Ready[index];
            Ready.RemoveAt(index);
            return ready;
        }
    }
}
