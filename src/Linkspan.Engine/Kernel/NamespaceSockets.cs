using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Engine.Kernel;

/// <summary>What each change needs of the inside of a namespace, opened in one visit.</summary>
/// <param name="Route">Links, addresses, routes.</param>
/// <param name="Filter">Its nf_tables.</param>
/// <param name="Links6">IPv6 values of its links; null on a kernel without IPv6.</param>
internal sealed record NamespaceSockets(RouteSocket Route, FilterSocket Filter, SysctlFolder? Links6) : IDisposable
{
    /// <summary>Folder of <see cref="Links6"/>, below <c>/proc/sys</c>.</summary>
    public const string Links6Path = "net/ipv6/conf";

    private const int LoopbackIndex = 1; // a namespace's first link (net/core/dev.c, loopback_net_init)

    /// <summary>Opens them in the calling thread's namespace.</summary>
    public static NamespaceSockets Open() => new(RouteSocket.Open(), FilterSocket.Open(), SysctlFolder.Find(Links6Path));

    /// <summary>The same in one that was just made, and sets its loopback up.</summary>
    public static NamespaceSockets OpenFirst()
    {
        NamespaceSockets opened = Open();
        try
        {
            opened.Route.Send(LoopbackUp);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Sets the loopback up.</summary>
    public static SetLink LoopbackUp => new() { Index = LoopbackIndex, Up = true };

    public void Dispose()
    {
        Links6?.Dispose();
        Filter.Dispose();
        Route.Dispose();
    }
}
