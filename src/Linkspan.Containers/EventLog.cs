using System.Collections.Immutable;
using System.Threading.Channels;
using Linkspan.Containers.Model;

namespace Linkspan.Containers;

/// <summary>What happened lately, and what happens: a ring of the last events and live subscriptions.</summary>
public sealed class EventLog
{
    private const int Kept = 4096;

    // A subscriber that does not read for so long is cut off rather than let memory grow.
    private const int Pending = 8192;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Queue<ContainerEvent> _ring = new();
    private ImmutableArray<Channel<ContainerEvent>> _subscribers = [];

    internal EventLog(TimeProvider time) => _time = time;

    /// <summary>
    /// Kept events from <paramref name="since"/> on, then new ones as they come until <paramref name="until"/> or cancellation.
    /// The subscription stands when the method returns: nothing between is lost.
    /// </summary>
    /// <param name="since">Oldest kept event wanted; null for new ones only.</param>
    /// <param name="until">Ends the stream; null never. A time in the past ends it after the kept events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<ContainerEvent> Subscribe(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ContainerEvent>(
            new BoundedChannelOptions(Pending) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        List<ContainerEvent> kept = [];
        lock (_lock)
        {
            if (since is { } oldest)
            {
                kept.AddRange(_ring.Where(e => e.Time >= oldest && (until is null || e.Time <= until)));
            }

            _subscribers = _subscribers.Add(channel);
        }

        // A caller that is cancelled before it reads would never come to the end of the enumeration.
        CancellationTokenRegistration leaving = cancellationToken.UnsafeRegister(_ => Remove(channel), state: null);
        return ReadAsync(channel, kept, until, leaving, cancellationToken);
    }

    /// <summary>Adds an event, with the id of the request that caused it; the face does so for what only it sees, such as <c>attach</c>.</summary>
    public void Add(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes)
    {
        if (RequestId.Current is { } request)
        {
            attributes = new Dictionary<string, string>(attributes, StringComparer.Ordinal) { [RequestId.Attribute] = request };
        }

        lock (_lock)
        {
            var added = new ContainerEvent(_time.GetUtcNow(), type, action, actorId, attributes);
            _ring.Enqueue(added);
            if (_ring.Count > Kept)
            {
                _ring.Dequeue();
            }

            foreach (Channel<ContainerEvent> subscriber in _subscribers)
            {
                if (!subscriber.Writer.TryWrite(added))
                {
                    subscriber.Writer.TryComplete();
                    _subscribers = _subscribers.Remove(subscriber);
                }
            }
        }
    }

    private async IAsyncEnumerable<ContainerEvent> ReadAsync(
        Channel<ContainerEvent> channel, List<ContainerEvent> kept, DateTimeOffset? until, CancellationTokenRegistration leaving,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            foreach (ContainerEvent e in kept)
            {
                yield return e;
            }

            TimeSpan left = (until ?? DateTimeOffset.MaxValue) - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                yield break;
            }

            await using ITimer? timer = until is null || left > TimeSpan.FromDays(49) ? null
                : _time.CreateTimer(static state => ((Channel<ContainerEvent>)state!).Writer.TryComplete(), channel, left, Timeout.InfiniteTimeSpan);
            await foreach (ContainerEvent e in channel.Reader.ReadAllAsync(end.Token))
            {
                yield return e;
            }
        }
        finally
        {
            await leaving.DisposeAsync();
            Remove(channel);
        }
    }

    private void Remove(Channel<ContainerEvent> channel)
    {
        lock (_lock)
        {
            _subscribers = _subscribers.Remove(channel);
        }
    }
}
