using System.Net;

namespace Linkspan.Engine.Plans;

/// <summary>A sandbox has a default route of a family.</summary>
/// <param name="Sandbox">Sandbox id.</param>
/// <param name="Gateway">Next hop; its family is the route's. The unspecified address means a route straight onto the link.</param>
/// <param name="Link">Outgoing link.</param>
internal sealed record RouteFact(string Sandbox, IPAddress Gateway, string Link) : Fact
{
    public override FactKey Key => new(FactKind.Route, Sandbox, $"default {Gateway.AddressFamily}");

    public override string ToString() => $"route default via {Gateway} dev {Link} in {Sandbox}";
}
