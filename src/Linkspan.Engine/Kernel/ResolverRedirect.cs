using System.Net;
using Linkspan.Engine.Plans;
using Linkspan.Netlink.Filter;
using Linkspan.Netlink.Namespaces;

namespace Linkspan.Engine.Kernel;

/// <summary>
/// In a sandbox, DNS to 127.0.0.11 is led to the keeper's ports. The server does not hold port 53 itself: a container that serves DNS
/// on 0.0.0.0:53 would get EADDRINUSE.
/// </summary>
internal static class ResolverRedirect
{
    private const string Table = "linkspan";
    private const ushort DnsPort = 53;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private static readonly IPNetwork Server = IPNetwork.Parse("127.0.0.11/32");

    /// <summary>Makes the redirection, or changes its ports, in one transaction.</summary>
    public static void Add(NetworkNamespace sandbox, ResolverFact fact)
    {
        using FilterSocket socket = FilterSocket.Open(sandbox);
        var batch = new FilterBatch(FilterFamily.IPv4, Table);
        batch.AddTable();
        batch.DeleteTable();
        batch.AddTable();
        batch.AddChain("resolve", new BaseChain(ChainType.Nat, FilterHook.Output, ChainPriority.DestinationNat));
        Lead(batch, Udp, fact.UdpPort);
        Lead(batch, Tcp, fact.TcpPort);
        socket.Commit(batch);
    }

    /// <summary>Takes the redirection away; none is no error.</summary>
    public static void Remove(NetworkNamespace sandbox)
    {
        using FilterSocket socket = FilterSocket.Open(sandbox);
        var batch = new FilterBatch(FilterFamily.IPv4, Table);
        batch.AddTable();
        batch.DeleteTable();
        socket.Commit(batch);
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
