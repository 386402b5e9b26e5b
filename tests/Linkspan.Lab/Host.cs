using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Route;

namespace Linkspan.Lab;

/// <summary>A host: an empty network namespace with <c>lo</c> up, which dies with the test.</summary>
public sealed class Host : IDisposable
{
    private readonly Lazy<FilterSocket> _filter;

    private Host(NetworkNamespace target)
    {
        Namespace = target;
        Route = RouteSocket.Open(target);
        Route.Send(new SetLink { Index = 1, Up = true });
        _filter = new Lazy<FilterSocket>(() => FilterSocket.Open(target));
    }

    public NetworkNamespace Namespace { get; }

    public RouteSocket Route { get; }

    public FilterSocket Filter => _filter.Value;

    public static Host Create() => new(NetworkNamespace.Create());

    /// <summary>Runs a witness, e.g. <c>ip -j link</c>, inside the host; its standard output. A failure is an exception with its error text.</summary>
    public string Run(string command, params string[] arguments) => ExternalTool.Run(Namespace, command, arguments);

    public void Dispose()
    {
        if (_filter.IsValueCreated)
        {
            _filter.Value.Dispose();
        }

        Route.Dispose();
        Namespace.Dispose();
    }
}
