using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Bench;

/// <summary>A pinned namespace with a socket in it, and nothing else.</summary>
internal sealed class FloorSandbox : IDisposable
{
    private readonly string _path;

    public FloorSandbox(string path)
    {
        _path = path;
        Namespace = NetworkNamespace.CreatePinned(path);
        Route = RouteSocket.Open(Namespace);
    }

    public NetworkNamespace Namespace { get; }

    public RouteSocket Route { get; }

    /// <summary>Releases the pin and the handles: the kernel takes the namespace down in the background.</summary>
    public void Dispose()
    {
        Route.Dispose();
        Namespace.Dispose();
        NetworkNamespace.Release(_path);
    }
}
