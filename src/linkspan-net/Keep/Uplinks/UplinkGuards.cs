using Linkspan.Engine.Keeper;
using Linkspan.Engine.Kernel;
using Linkspan.Netlink;
using Linkspan.Netlink.Route;

namespace Linkspan.Net.Keep.Uplinks;

/// <summary>
/// The dead man's switch of a NIC that moves into a bridge: whoever moves it says so before and tells in time that the host still reaches
/// its gateway. A daemon that dies in between, or is cut off together with the host, says nothing, and everything goes back.
/// Control's thread only, but for the moving itself.
/// </summary>
internal sealed class UplinkGuards(EventLoop control)
{
    private readonly Dictionary<string, Guard> _guards = new(StringComparer.Ordinal);

    /// <summary>Begins to watch; a second request for the bridge takes the place of the first.</summary>
    public void Add(ControlConnection connection, KeeperUplink uplink)
    {
        Remove(uplink.Bridge);
        var guard = new Guard(uplink, connection);
        guard.Timer = new Timer(_ => control.Post(() => Fire(guard)), null, TimeSpan.FromSeconds(uplink.Seconds), Timeout.InfiniteTimeSpan);
        _guards[uplink.Bridge] = guard;
    }

    /// <summary>All is well.</summary>
    /// <exception cref="KeepException">ENOENT: nobody watched, so the NIC may have been put back.</exception>
    public void Release(string bridge)
    {
        if (!Remove(bridge))
        {
            throw new KeepException(KeepException.NoEntry, $"nobody guards the uplink of {bridge} any longer: it was put back");
        }
    }

    /// <summary>The one who moved is gone.</summary>
    public void Abandon(ControlConnection connection)
    {
        foreach (Guard guard in _guards.Values.Where(guard => guard.Connection == connection).ToArray())
        {
            Fire(guard);
        }
    }

    private bool Remove(string bridge)
    {
        if (!_guards.Remove(bridge, out Guard? guard))
        {
            return false;
        }

        guard.Timer!.Dispose();
        return true;
    }

    private void Fire(Guard guard)
    {
        if (_guards.GetValueOrDefault(guard.Uplink.Bridge) != guard)
        {
            return; // released meanwhile
        }

        Remove(guard.Uplink.Bridge);
        Console.Error.WriteLine($"linkspan-net keep: nobody said that all is well with {guard.Uplink.Nic}; it leaves {guard.Uplink.Bridge}");
        try
        {
            using RouteSocket route = RouteSocket.Open();
            if (route.FindLink(guard.Uplink.Bridge) is { } bridge && route.FindLink(guard.Uplink.Nic) is { } nic && nic.Master == bridge.Index)
            {
                Uplink.Detach(route, bridge, nic, guard.Uplink.WasDown);
            }
        }
        catch (NetlinkException e)
        {
            Console.Error.WriteLine($"linkspan-net keep: {guard.Uplink.Nic} could not be put back: {e.Message}");
        }
    }

    private sealed class Guard(KeeperUplink uplink, ControlConnection connection)
    {
        public KeeperUplink Uplink { get; } = uplink;

        public ControlConnection Connection { get; } = connection;

        public Timer? Timer { get; set; }
    }
}
