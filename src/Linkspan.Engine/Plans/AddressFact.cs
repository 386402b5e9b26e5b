using System.Net;
using System.Net.Sockets;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine.Plans;

/// <summary>A link carries an address.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Length of the on-link prefix.</param>
internal sealed record AddressFact(string Sandbox, string Link, IPAddress Address, int PrefixLength) : Fact
{
    private const int PointToPoint = 31;

    /// <summary>The on-link prefix.</summary>
    public IPNetwork Subnet => new(SubnetParser.Masked(Address, PrefixLength), PrefixLength);

    /// <summary>What all on the link listen to; null in IPv6 and where the prefix has no room for it (RFC 3021).</summary>
    public IPAddress? Broadcast => Address.AddressFamily == AddressFamily.InterNetwork && PrefixLength < PointToPoint
        ? AddressMath.ToAddress(AddressMath.Last(Subnet), AddressFamily.InterNetwork)
        : null;

    public override FactKey Key => new(FactKind.Address, Sandbox, $"{Link} {Address}/{PrefixLength}");

    public override string ToString() => $"address {Address}/{PrefixLength} dev {Link}{(Sandbox.Length == 0 ? "" : $" in {Sandbox}")}";
}
