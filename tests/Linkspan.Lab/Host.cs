using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Lab;

/// <summary>A host: an empty network namespace with <c>lo</c> up, which dies with the test.</summary>
public sealed class Host : IDisposable
{
    private Host(NetworkNamespace target)
    {
        Namespace = target;
        Route = RouteSocket.Open(target);
        Route.Send(new SetLink { Index = 1, Up = true });
    }

    public NetworkNamespace Namespace { get; }

    public RouteSocket Route { get; }

    public static Host Create() => new(NetworkNamespace.Create());

    /// <summary>Runs a witness, e.g. <c>ip -j link</c>, inside the host; its standard output. A failure is an exception with its error text.</summary>
    public string Run(string command, params string[] arguments) => ExternalTool.Run(Namespace, command, arguments);

    public void Dispose()
    {
        Route.Dispose();
        Namespace.Dispose();
    }
}
