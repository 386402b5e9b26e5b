using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <content>
/// Links of the host that networks stand on are others' to take away: a NIC is unplugged, a driver is loaded anew. What hangs on it is made again by the
/// watch when it is back (<c>HostKernel.Waiting</c>); until then it is named, once in the log and as an event, and in the doctor's report.
/// </content>
public sealed partial class NetworkEngine
{
    private HashSet<(string Network, string Link)> _missing = [];

    private void NameMissing()
    {
        HashSet<(string Network, string Link)> now = [];
        foreach ((Network network, string link, bool gone) in Missing())
        {
            now.Add((network.Id, link));
            if (!_missing.Contains((network.Id, link)))
            {
                Log.ParentLost(_log, network.Name, link, gone ? "gone" : "down");
                Raise("parent-lost", network);
            }
        }

        foreach ((string id, string link) in _missing.Where(before => !now.Contains(before)))
        {
            if (_state.Networks.GetValueOrDefault(id) is { } network)
            {
                Log.ParentBack(_log, network.Name, link);
                Raise("parent-back", network);
            }
        }

        _missing = now;
    }

    /// <summary>Networks whose link on the host is gone or down.</summary>
    private IEnumerable<(Network Network, string Link, bool IsGone)> Missing() =>
        from network in _state.Networks.Values
        let link = Foundation(network)
        where link is not null
        let up = _kernel.IsUp(link)
        where up is null || (up == false && network.Device is null)
        select (network, link, up is null);

    /// <summary>The link of the host that a network has from others; null where it needs none, or a container has it.</summary>
    private string? Foundation(Network network) => network switch
    {
        { Device: { } device } => _state.Members(network.Id).Any() ? null : device.Device,
        { Transparent: { Adopted: true } joined } => joined.Bridge,
        { Physical: { Enclosed: false } settings } => settings.VlanBase ?? settings.Parent,
        _ => null,
    };
}
