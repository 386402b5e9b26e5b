using System.Net;

namespace Linkspan.Engine.Plans;

/// <summary>A link carries an address.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Length of the on-link prefix.</param>
internal sealed record AddressFact(string Sandbox, string Link, IPAddress Address, int PrefixLength) : Fact
{
    public override FactKey Key => new(FactKind.Address, Sandbox, $"{Link} {Address}/{PrefixLength}");

    public override string ToString() => $"address {Address}/{PrefixLength} dev {Link}{(Sandbox.Length == 0 ? "" : $" in {Sandbox}")}";
}
