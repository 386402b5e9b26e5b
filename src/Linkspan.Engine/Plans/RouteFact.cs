using System.Net;
using System.Net.Sockets;

namespace Linkspan.Engine.Plans;

/// <summary>A sandbox, or the host, has a route.</summary>
/// <param name="Sandbox">Sandbox id; empty for the host.</param>
/// <param name="Destination">Where it leads; length 0 is the default route of the family.</param>
/// <param name="Gateway">Next hop; null for a route straight onto the link.</param>
/// <param name="Link">Outgoing link.</param>
/// <param name="Table">Routing table; 0 for the main one.</param>
internal sealed record RouteFact(string Sandbox, IPNetwork Destination, IPAddress? Gateway, string Link, uint Table = 0) : Fact
{
    private static readonly IPNetwork Any4 = new(IPAddress.Any, 0);
    private static readonly IPNetwork Any6 = new(IPAddress.IPv6Any, 0);

    /// <summary>Source address of what the host itself sends; null for the kernel's choice.</summary>
    public IPAddress? Source { get; init; }

    public override FactKey Key => new(FactKind.Route, Sandbox, $"{Destination} {Table}");

    /// <summary>The destination that is everything of a family.</summary>
    public static IPNetwork Everything(AddressFamily family) => family == AddressFamily.InterNetwork ? Any4 : Any6;

    public override string ToString() =>
        $"route {(Destination.PrefixLength == 0 && Gateway is not null ? "default" : Destination)}{(Gateway is null ? "" : $" via {Gateway}")} dev {Link}{(Source is null ? "" : $" src {Source}")}" +
        $"{(Table == 0 ? "" : $" table {Table}")}{(Sandbox.Length == 0 ? "" : $" in {Sandbox}")}";
}
