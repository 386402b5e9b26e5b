namespace Linkspan.Engine;

/// <summary>
/// Says where else the network stacks of sandboxes may be found whose pins are gone: whoever starts processes in them knows one that still runs.
/// </summary>
/// <param name="sandboxes">Ids of these sandboxes.</param>
/// <param name="cancellationToken">Ends the search.</param>
/// <returns>Paths such as <c>/proc/PID/ns/net</c> by id; a sandbox that is not among them is gone.</returns>
public delegate Task<IReadOnlyDictionary<string, string>> NamespaceFinder(IReadOnlyCollection<string> sandboxes, CancellationToken cancellationToken);
