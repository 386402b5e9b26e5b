using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <content>Published ports of sandboxes that run.</content>
public sealed partial class NetworkEngine
{
    /// <summary>
    /// Publishes these ports instead of those published now. What is in both stays as it is, with its connections; a connection through a
    /// port that is no longer published goes on, new ones are refused.
    /// </summary>
    /// <exception cref="LinkspanException">NotFound: no such sandbox; Conflict: a port is taken; nothing changed then.</exception>
    public Task<Sandbox> SetPortsAsync(string sandboxId, IReadOnlyList<PortRequest> ports, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(ports);
            Sandbox before = Existing(sandboxId);
            Sandbox after = before with { Request = before.Request with { Ports = Placed(before.Request.Ports, ports) } };
            after = await EstablishAsync(before, after, joining: []);
            Log.PortsChanged(_log, after.Request.Name, before.Published.Count, after.Published.Count);
            return after;
        },
        cancellationToken);

    /// <summary>The wanted requests; each that was there keeps its place, the others get places that were never used.</summary>
    internal static IReadOnlyList<PortRequest> Placed(IReadOnlyList<PortRequest> before, IReadOnlyList<PortRequest> wanted)
    {
        List<PortRequest> old = [.. before.Select(static (request, index) => request with { Place = request.Place ?? index })];
        int next = old.Count == 0 ? 0 : old.Max(static request => request.Place!.Value) + 1;
        var left = old.GroupBy(static request => request with { Place = null }).ToDictionary(static same => same.Key, static same => new Queue<PortRequest>(same));
        List<PortRequest> placed = [];
        foreach (PortRequest request in wanted)
        {
            placed.Add(left.TryGetValue(request with { Place = null }, out Queue<PortRequest>? same) && same.TryDequeue(out PortRequest? kept)
                ? kept
                : request with { Place = next++ });
        }

        return placed;
    }
}
