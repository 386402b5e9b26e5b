namespace Linkspan.Netlink.Filter;

/// <content>The payload expression: bytes of the packet.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Loads bytes of a header.</summary>
    public RuleBuilder PayloadLoad(PayloadBase header, int offset, int length, Register destination)
    {
        Expression e = Begin("payload");
        e.Writer.U32BigEndian(PayloadAttribute.Destination, (uint)destination);
        e.Writer.U32BigEndian(PayloadAttribute.Base, (uint)header);
        e.Writer.U32BigEndian(PayloadAttribute.Offset, (uint)offset);
        e.Writer.U32BigEndian(PayloadAttribute.Length, (uint)length);
        return End(e);
    }

    /// <summary>Loads the source address; match the family first (<see cref="MatchFamily"/>) in a table of both.</summary>
    public RuleBuilder SourceAddress(FilterFamily family, Register destination) => family == FilterFamily.IPv6
        ? PayloadLoad(PayloadBase.Network, 8, 16, destination)
        : PayloadLoad(PayloadBase.Network, 12, 4, destination);

    /// <summary>Loads the destination address; match the family first (<see cref="MatchFamily"/>) in a table of both.</summary>
    public RuleBuilder DestinationAddress(FilterFamily family, Register destination) => family == FilterFamily.IPv6
        ? PayloadLoad(PayloadBase.Network, 24, 16, destination)
        : PayloadLoad(PayloadBase.Network, 16, 4, destination);

    /// <summary>Loads the source port of TCP, UDP, SCTP or DCCP; match the protocol first.</summary>
    public RuleBuilder SourcePort(Register destination) => PayloadLoad(PayloadBase.Transport, 0, 2, destination);

    /// <summary>Loads the destination port of TCP, UDP, SCTP or DCCP; match the protocol first.</summary>
    public RuleBuilder DestinationPort(Register destination) => PayloadLoad(PayloadBase.Transport, 2, 2, destination);
}
