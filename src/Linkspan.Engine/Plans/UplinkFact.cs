namespace Linkspan.Engine.Plans;

/// <summary>A NIC of the host is a port of a bridge of ours, which has the addresses, routes and neighbours that the NIC had.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="Nic">The NIC.</param>
/// <param name="WasDown">It was down before and goes down again when it leaves.</param>
internal sealed record UplinkFact(string Bridge, string Nic, bool WasDown) : Fact
{
    public override FactKey Key => new(FactKind.Uplink, "", Bridge);

    public override string ToString() => $"uplink {Nic} master {Bridge}{(WasDown ? " was down" : "")}";
}
