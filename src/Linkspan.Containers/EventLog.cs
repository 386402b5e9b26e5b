using Linkspan.Containers.Model;

namespace Linkspan.Containers;

/// <summary>What happened lately, and what happens: a ring of the last events and live subscriptions.</summary>
public sealed class EventLog
{
    internal EventLog()
    {
    }

    /// <summary>
    /// Kept events from <paramref name="since"/> on, then new ones as they come until <paramref name="until"/> or cancellation.
    /// The subscription stands before the first element is asked for: nothing between is lost.
    /// </summary>
    /// <param name="since">Oldest kept event wanted; null for new ones only.</param>
    /// <param name="until">Ends the stream; null never. A time in the past ends it after the kept events.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public IAsyncEnumerable<ContainerEvent> Subscribe(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Adds an event; the face does so for what only it sees, such as <c>attach</c>.</summary>
    public void Add(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes) => throw new NotSupportedException();
}
