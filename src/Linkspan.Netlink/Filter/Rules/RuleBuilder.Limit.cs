namespace Linkspan.Netlink.Filter;

/// <content>The limit expression.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Goes on only up to a rate of packets.</summary>
    /// <param name="packets">Packets a period.</param>
    /// <param name="period">Whole seconds: 1, 60, 3600 … print best.</param>
    /// <param name="burst">Packets that may come at once.</param>
    /// <param name="inverted">Goes on only above the rate.</param>
    public RuleBuilder Limit(ulong packets, TimeSpan period, uint burst = 5, bool inverted = false)
    {
        Expression e = Begin("limit");
        e.Writer.U64BigEndian(LimitAttribute.Rate, packets);
        e.Writer.U64BigEndian(LimitAttribute.Unit, (ulong)period.TotalSeconds);
        e.Writer.U32BigEndian(LimitAttribute.Burst, burst);
        e.Writer.U32BigEndian(LimitAttribute.Type, 0);
        e.Writer.U32BigEndian(LimitAttribute.Flags, inverted ? 1u : 0u);
        return End(e);
    }
}
