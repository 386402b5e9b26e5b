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

    /// <summary>
    /// Takes one that waits at the right place, else one that goes anywhere, else one that has less than is wanted; null where none is ready, whereupon the caller
    /// makes its own.
    /// </summary>
    public ReadySandbox? Take(ReadyKind kind, ReadyPlace place)
    {
        ReadySandbox? ready;
        lock (_lock)
        {
            _shelves[kind].Expect(place);
            ready = Lesser(kind).Select(kind => _shelves[kind].Take(place)).FirstOrDefault(static ready => ready is not null);
        }

        if (_taken.CurrentCount == 0)
        {
            _taken.Release();
        }

        return ready;
    }

    /// <summary>Takes one that waits where no container comes any more; null where there is none.</summary>
    public ReadySandbox? TakeStale()
    {
        lock (_lock)
        {
            return _shelves.Values.Select(static shelf => shelf.TakeStale()).FirstOrDefault(static ready => ready is not null);
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

    /// <summary>Waits for the next <see cref="Take"/>.</summary>
    /// <returns>False where there was none in that time.</returns>
    public Task<bool> TakenAsync(TimeSpan patience, CancellationToken cancellationToken) => _taken.WaitAsync(patience, cancellationToken);

    public void Dispose()
    {
        foreach (ReadySandbox ready in _shelves.Values.SelectMany(static shelf => shelf.Ready))
        {
            ready.Kernel.Dispose();
        }

        _taken.Dispose();
    }

    /// <summary>The kind, and those that lack DNS, a pair or both: the pair is what takes longest to make.</summary>
    private static IEnumerable<ReadyKind> Lesser(ReadyKind kind) =>
        new[] { kind, kind with { Names = false }, kind with { Pair = false }, new ReadyKind(Names: false, Pair: false) }.Distinct();

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

        public ReadySandbox? Take(ReadyPlace place) =>
            Take(Ready.FindIndex(ready => ready.Place == place)) ?? Take(Ready.FindIndex(static ready => ready.Place == ReadyPlace.None));

        public ReadySandbox? TakeStale() => Take(Ready.FindIndex(ready => ready.Place != Place && ready.Place != ReadyPlace.None));

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
