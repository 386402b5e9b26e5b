namespace Linkspan.Netlink.Filter;

/// <content>The ct and notrack expressions: the connection of a packet.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Loads a property of the packet's connection.</summary>
    /// <param name="key">The property.</param>
    /// <param name="destination">Register.</param>
    /// <param name="reply">For properties of a direction: the reply's; null for those without.</param>
    public RuleBuilder ConntrackLoad(ConntrackKey key, Register destination, bool? reply = null)
    {
        Expression e = Begin("ct");
        e.Writer.U32BigEndian(ConntrackAttribute.Key, (uint)key);
        e.Writer.U32BigEndian(ConntrackAttribute.Destination, (uint)destination);
        if (reply is { } direction)
        {
            e.Writer.U8(ConntrackAttribute.Direction, direction ? (byte)1 : (byte)0);
        }

        return End(e);
    }

    /// <summary>Sets a property of the connection, e.g. its mark.</summary>
    public RuleBuilder ConntrackSet(ConntrackKey key, Register source)
    {
        Expression e = Begin("ct");
        e.Writer.U32BigEndian(ConntrackAttribute.Key, (uint)key);
        e.Writer.U32BigEndian(ConntrackAttribute.Source, (uint)source);
        return End(e);
    }

    /// <summary>Goes on only in one of these states.</summary>
    public RuleBuilder MatchState(ConntrackState states) => MatchBits(ConntrackKey.State, (uint)states, any: true);

    /// <summary>Goes on only where one of these status bits is set, e.g. <see cref="ConntrackStatus.DestinationNat"/>.</summary>
    public RuleBuilder MatchStatus(ConntrackStatus bits) => MatchBits(ConntrackKey.Status, (uint)bits, any: true);

    /// <summary>Goes on only where none of these status bits is set.</summary>
    public RuleBuilder MatchNoStatus(ConntrackStatus bits) => MatchBits(ConntrackKey.Status, (uint)bits, any: false);

    /// <summary>The packet is not tracked; in a chain before tracking (<see cref="ChainPriority.Raw"/>).</summary>
    public RuleBuilder NoTrack() => End(Begin("notrack"));

    private RuleBuilder MatchBits(ConntrackKey key, uint bits, bool any) =>
        ConntrackLoad(key, Register.R1)
            .Mask(Register.R1, Register.R1, bits)
            .Compare(Register.R1, any ? CompareOperator.NotEqual : CompareOperator.Equal, 0u);
}
