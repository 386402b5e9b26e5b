using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine;

/// <content>
/// Moving the host's NIC into a bridge may cut the host off, and this daemon with it, or the daemon may die half way. The keeper, which outlives
/// it, puts the NIC back unless it is told in time that the host still reaches its gateway.
/// </content>
public sealed partial class NetworkEngine
{
    /// <summary>More than moving and asking the gateway can take, so that the daemon's own way back comes first.</summary>
    private const int GuardSeconds = 6;

    /// <summary>Makes a change during which NICs of these networks may move.</summary>
    private async Task GuardedAsync(IEnumerable<Network> networks, Action change)
    {
        TransparentSettings[] moving =
        [
            .. networks.Where(static network => network.TakenLink is null).Select(static network => network.Transparent).OfType<TransparentSettings>()
                .Where(settings => !settings.Adopted && !_kernel.IsPort(settings.Parent, settings.Bridge))
                .DistinctBy(static settings => settings.Bridge, StringComparer.Ordinal),
        ];
        foreach (TransparentSettings settings in moving)
        {
            await Keeper.GuardUplinkAsync(new KeeperUplink(settings.Bridge, settings.Parent, settings.ParentWasDown, GuardSeconds), CancellationToken.None);
        }

        bool failed = true;
        try
        {
            change();
            failed = false;
        }
        finally
        {
            foreach (TransparentSettings settings in moving)
            {
                FaultPoint.Pass("keeper uplink release");
                await (failed ? TellAsync(() => ReleaseAsync(settings)) : ReleaseAsync(settings));
            }
        }
    }

    private Task ReleaseAsync(TransparentSettings settings) => Keeper.ReleaseUplinkAsync(settings.Bridge, CancellationToken.None);
}
