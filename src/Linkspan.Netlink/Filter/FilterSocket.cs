using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>nf_tables of one network namespace: transactions, and lists of what is there.</summary>
public sealed class FilterSocket : IDisposable
{
    private const int ElementDumps = 64;

    private FilterSocket(NetlinkSocket netlink) => Netlink = netlink;

    /// <summary>The socket beneath.</summary>
    public NetlinkSocket Netlink { get; }

    /// <summary>Opens a socket in the calling thread's namespace.</summary>
    /// <exception cref="NetlinkException">The kernel lacks nfnetlink, or descriptors ran out.</exception>
    public static FilterSocket Open() => new(NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    /// <summary>Opens a socket in <paramref name="target"/>.</summary>
    /// <exception cref="NetlinkException">The kernel lacks nfnetlink, or the namespace cannot be entered.</exception>
    public static FilterSocket Open(NetworkNamespace target) => new(NetlinkSocket.Open(NetlinkProtocol.Netfilter, target));

    /// <summary>Carries a transaction out, whole or not at all, and clears the batch where it succeeded. An empty one is nothing to do.</summary>
    /// <exception cref="NetlinkException">The kernel refused it; the exception tells the first message that it refused.</exception>
    public void Commit(FilterBatch batch)
    {
        if (batch.IsEmpty)
        {
            return;
        }

        batch.Finish();
        NetlinkBatch messages = batch.Messages;
        if (!Netlink.TrySend(messages, messages.Count - 2))
        {
            NetlinkFailure first = messages.Failures[0];
            string operation = FilterText.Describe(new NetlinkMessage(messages.Message(first.Index)));
            batch.Clear();
            throw new NetlinkException(operation, first.Errno, first.KernelText, first.AttributeOffset, first.Index);
        }

        batch.Clear();
    }

    /// <summary>Number of the ruleset's generation: it grows with every change by anyone.</summary>
    /// <exception cref="NetlinkException">Privilege is missing.</exception>
    public uint Generation()
    {
        uint generation = 0;
        var request = new GetFilter(FilterMessage.GetGeneration);
        int errno = Netlink.TryAsk(
            request,
            ref generation,
            static (NetlinkMessage message, ref uint generation) =>
            {
                AttributeReader reader = message.Attributes<FilterHeader>();
                while (reader.Next())
                {
                    generation = reader.Type == GenerationAttribute.Id ? reader.U32BigEndian() : generation;
                }
            },
            out NetlinkFailure failure);
        return errno == 0 ? generation : throw Netlink.Refusal(request, failure);
    }

    /// <summary>The table of that family and name, or null.</summary>
    /// <exception cref="NetlinkException">Privilege is missing.</exception>
    public FilterTable? FindTable(FilterFamily family, string table)
    {
        FilterTable? found = null;
        var request = new GetFilter(FilterMessage.GetTable, family, table);
        int errno = Netlink.TryAsk(
            request, ref found, static (NetlinkMessage message, ref FilterTable? found) => found = FilterTable.Decode(message), out NetlinkFailure failure);
        return errno is 0 or Errno.NoEntry ? found : throw Netlink.Refusal(request, failure);
    }

    /// <summary>All tables, or those of a family.</summary>
    /// <exception cref="NetlinkException">Privilege is missing.</exception>
    public List<FilterTable> Tables(FilterFamily family = FilterFamily.Unspecified) =>
        Netlink.Dump(new GetFilter(FilterMessage.GetTable, family, dump: true), static message => FilterTable.Decode(message));

    /// <summary>All chains of a family, those of one table where given.</summary>
    /// <exception cref="NetlinkException">Privilege is missing.</exception>
    public List<FilterChain> Chains(FilterFamily family, string? table = null)
    {
        List<FilterChain> chains = Netlink.Dump(new GetFilter(FilterMessage.GetChain, family, dump: true), static message => FilterChain.Decode(message));
        chains.RemoveAll(chain => table is not null && chain.Table != table);
        return chains;
    }

    /// <summary>The rules of a table in order, of one chain where given.</summary>
    /// <exception cref="NetlinkException">The table or chain does not exist (ENOENT).</exception>
    public List<FilterRule> Rules(FilterFamily family, string table, string? chain = null) =>
        Netlink.Dump(new GetFilter(FilterMessage.GetRule, family, table, chain, dump: true), static message => FilterRule.Decode(message));

    /// <summary>The sets and maps of a table.</summary>
    /// <exception cref="NetlinkException">The table does not exist (ENOENT).</exception>
    public List<FilterSet> Sets(FilterFamily family, string table) =>
        Netlink.Dump(new GetFilter(FilterMessage.GetSet, family, table, dump: true), static message => FilterSet.Decode(message));

    /// <summary>
    /// The elements of a set or map. While the kernel resizes a hash table in the background, shortly after many elements were added, its
    /// dump tells some twice and as many others not at all, without a flag that says so: a dump with duplicates is asked for again.
    /// </summary>
    /// <exception cref="NetlinkException">The table or set does not exist (ENOENT), or no dump was consistent (EINTR).</exception>
    public List<SetElement> Elements(FilterFamily family, string table, string set)
    {
        var request = new GetFilter(FilterMessage.GetElement, family, table, set, dump: true);
        for (int attempt = 0; attempt < ElementDumps; attempt++)
        {
            var elements = new List<SetElement>();
            Netlink.Dump(
                request,
                ref elements,
                static (NetlinkMessage message, ref List<SetElement> elements) => SetElement.Decode(message, elements),
                static (ref List<SetElement> elements) => elements.Clear());
            if (new HashSet<SetElement>(elements, ElementIdentity.Comparer).Count == elements.Count)
            {
                return elements;
            }
        }

        throw Netlink.Refusal(request, new NetlinkFailure(0, Errno.Interrupted, "every dump told elements twice", -1));
    }

    /// <inheritdoc/>
    public void Dispose() => Netlink.Dispose();
}
