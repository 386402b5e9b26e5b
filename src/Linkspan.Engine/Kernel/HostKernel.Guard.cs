using Linkspan.Engine.Plans;
using Linkspan.Netlink;

namespace Linkspan.Engine.Kernel;

/// <content>The bridges' guard. A kernel without BPF goes without it, which is said once and by the doctor.</content>
internal sealed partial class HostKernel
{
    private BridgeGuard? _guard;
    private bool _guardLess;

    /// <summary>Why bridges have no guard on this kernel; null where they have one.</summary>
    public string? GuardLack { get; private set; }

    private void Add(GuardFact fact)
    {
        if (Guard() is not { } guard)
        {
            return;
        }

        try
        {
            guard.Attach(_route, BridgeIndex(fact.Bridge));
        }
        catch (NetlinkException e) when (e.Errno is Errno.NotSupported or Errno.NoEntry or Errno.Invalid)
        {
            GoWithout(e); // ENOENT is the kernel's word for a qdisc or filter kind that it does not have
        }
    }

    private bool GuardStands(int bridge) => Guard() is not { } guard || guard.Stands(_route, bridge);

    private BridgeGuard? Guard()
    {
        if (_guard is null && !_guardLess)
        {
            try
            {
                _guard = BridgeGuard.Load();
            }
            catch (NetlinkException e)
            {
                GoWithout(e);
            }
        }

        return _guardLess ? null : _guard;
    }

    private void GoWithout(NetlinkException e)
    {
        _guardLess = true;
        GuardLack = e.Message;
        Log.GuardMissing(_log, e);
    }
}
