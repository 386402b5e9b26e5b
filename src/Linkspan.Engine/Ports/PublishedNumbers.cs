using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ports;

/// <summary>
/// The host port numbers that sandboxes publish, on whatever address. A start that asks for others may count on them before the keeper holds them; to
/// search a thousand sandboxes would cost as much as its answer.
/// </summary>
internal sealed class PublishedNumbers
{
    private const int Few = 16;

    private readonly Dictionary<(Protocol, ushort), int> _counts = [];

    /// <summary>A sandbox publishes other ports than before.</summary>
    public void Change(IReadOnlyList<PublishedPort> before, IReadOnlyList<PublishedPort> after)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (PublishedPort port in after)
        {
            _counts[(port.Protocol, port.HostPort)] = _counts.GetValueOrDefault((port.Protocol, port.HostPort)) + 1;
        }

        foreach (PublishedPort port in before)
        {
            if (--_counts[(port.Protocol, port.HostPort)] == 0)
            {
                _counts.Remove((port.Protocol, port.HostPort));
            }
        }
    }

    /// <summary>True where the numbers are known before the ports are held: a few, named by the request, that no sandbox has.</summary>
    public bool AreNewAndNamed(IReadOnlyList<KeeperPort> reservations) =>
        reservations.Count <= Few && reservations.All(port => port is { HostPort: not 0, HostPortEnd: 0, Further: 0 } && !_counts.ContainsKey((port.Protocol, port.HostPort)));
}
