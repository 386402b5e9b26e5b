using Linkspan.Netlink;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>A network stack that is being made while its sandbox's addresses, ports and intent are seen to.</summary>
internal sealed class SandboxBirth(
    NamespaceBirth<(RouteSocket Route, FilterSocket Filter, SysctlFolder? Links6)> birth,
    Func<(NetworkNamespace Made, (RouteSocket Route, FilterSocket Filter, SysctlFolder? Links6) Result), SandboxKernel> adopt) : IDisposable
{
    private bool _finished;

    /// <summary>Waits until it is there.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public SandboxKernel Finish()
    {
        _finished = true;
        return adopt(birth.Finish());
    }

    /// <summary>Ends what nobody took.</summary>
    public void Dispose()
    {
        if (_finished)
        {
            return;
        }

        try
        {
            Finish().Dispose();
        }
        catch (NetlinkException)
        {
            // It never was.
        }
    }
}
