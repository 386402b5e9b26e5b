using System.Net;
using Linkspan.Engine.Plans;
using Linkspan.Netlink;
using Linkspan.Netlink.Filter;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// In a sandbox, DNS to 127.0.0.11 is led to the keeper's ports. The server does not hold port 53 itself: a container that serves DNS
/// on 0.0.0.0:53 would get EADDRINUSE.
/// </summary>
internal static class ResolverRedirect
{
    private const string Table = "linkspan";
    private const int Rules = 2;
    private const ushort DnsPort = 53;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private static readonly IPNetwork Server = IPNetwork.Parse("127.0.0.11/32");

    /// <summary>True where the redirection is there, whole and to these ports.</summary>
    public static bool Stands(FilterSocket socket, ResolverFact fact) =>
        socket.FindTable(FilterFamily.IPv4, Table) is { } table && UserData.FindComment(table.UserData) == Comment(fact) &&
        socket.Rules(FilterFamily.IPv4, Table).Count == Rules;

    /// <summary>
    /// Makes the redirection, or changes its ports, in one transaction; one that stands stays. Where none is, none is deleted: until the kernel has freed what a
    /// transaction deleted, some ten milliseconds, it holds up whoever closes such a socket (<c>nft_rcv_nl_event</c>), and with it a sandbox's early end.
    /// </summary>
    public static void Add(FilterSocket socket, ResolverFact fact)
    {
        try
        {
            socket.Commit(Redirection(fact, replace: false)); // there is none yet in most cases: a look first would be two questions more
        }
        catch (NetlinkException e) when (e.Errno == Errno.Exists)
        {
            if (!Stands(socket, fact))
            {
                socket.Commit(Redirection(fact, replace: true));
            }
        }
    }

    /// <summary>Takes the redirection away; none is no error.</summary>
    public static void Remove(FilterSocket socket)
    {
        var batch = new FilterBatch(FilterFamily.IPv4, Table);
        batch.AddTable();
        batch.DeleteTable();
        socket.Commit(batch);
    }

    /// <summary>Kept with the table, so that a look at it tells where it leads.</summary>
    private static string Comment(ResolverFact fact) => $"DNS to ports {fact.UdpPort} and {fact.TcpPort}";

    private static FilterBatch Redirection(ResolverFact fact, bool replace)
    {
        var batch = new FilterBatch(FilterFamily.IPv4, Table);
        if (replace)
        {
            batch.AddTable();
            batch.DeleteTable();
        }

        batch.AddTable(UserData.Comment(Comment(fact)), exclusive: true);
        batch.AddChain("resolve", new BaseChain(ChainType.Nat, FilterHook.Output, ChainPriority.DestinationNat));
        Lead(batch, Udp, fact.UdpPort);
        Lead(batch, Tcp, fact.TcpPort);
        return batch;
    }

    private static void Lead(FilterBatch batch, byte protocol, ushort port)
    {
        Span<byte> bytes = [(byte)(port >> 8), (byte)port];
        batch.AddRule("resolve")
            .MatchDestination(Server).MatchProtocol(protocol).MatchDestinationPort(DnsPort)
            .Load(Register.W0, Server.BaseAddress.GetAddressBytes()).Load(Register.W1, bytes)
            .Dnat(FilterFamily.IPv4, Register.W0, Register.W1);
    }
}
