using System.Net;
using System.Net.NetworkInformation;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Plans;

/// <summary>A link knows a neighbour's hardware address without asking.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Link">Link name.</param>
/// <param name="Address">The neighbour's address.</param>
/// <param name="Mac">Its hardware address.</param>
internal sealed record NeighbourFact(string Sandbox, string Link, IPAddress Address, PhysicalAddress Mac) : Fact
{
    public override FactKey Key => new(FactKind.Neighbour, Sandbox, $"{Link} {Address}");

    public override string ToString() =>
        $"neighbour {Address} mac {MacText.Of(Mac)} dev {Link}" +
        (Sandbox.Length == 0 ? "" : $" in {Sandbox}");
}
