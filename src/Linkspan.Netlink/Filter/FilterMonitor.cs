using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Tells of every nf_tables transaction, with who made it, on a thread of its own: a foreign flush is seen at once.</summary>
public sealed class FilterMonitor : IDisposable
{
    private readonly MulticastListener _listener;

    private FilterMonitor(MulticastListener listener) => _listener = listener;

    /// <summary>Starts to listen; what happens after it returned is told.</summary>
    /// <param name="handler">Called in order of the transactions; must be quick and must not throw.</param>
    /// <param name="target">Namespace; null for the caller's.</param>
    /// <exception cref="NetlinkException">The namespace cannot be entered, or privilege is missing.</exception>
    public static FilterMonitor Start(Action<FilterChange> handler, NetworkNamespace? target = null) => new(MulticastListener.Start(
        NetlinkProtocol.Netfilter,
        [FilterSubsystem.TablesGroup],
        target,
        (message, _) =>
        {
            if (message.Type == FilterSubsystem.Type(FilterMessage.NewGeneration))
            {
                handler(FilterChange.Decode(message));
            }
        },
        () => handler(default)));

    /// <summary>Stops; when it returns the handler runs no more.</summary>
    public void Dispose() => _listener.Dispose();
}
