namespace Linkspan.Netlink.Filter;

/// <content>The fib expression: what routing says of an address.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Loads what routing says of the packet's addresses.</summary>
    public RuleBuilder Fib(FibFlags flags, FibResult result, Register destination)
    {
        Expression e = Begin("fib");
        e.Writer.U32BigEndian(FibAttribute.Destination, (uint)destination);
        e.Writer.U32BigEndian(FibAttribute.Result, (uint)result);
        e.Writer.U32BigEndian(FibAttribute.Flags, (uint)flags);
        return End(e);
    }

    /// <summary>Goes on only where the destination is an address of this host.</summary>
    public RuleBuilder MatchLocalDestination() =>
        Fib(FibFlags.Destination, FibResult.AddressType, Register.R1).Compare(Register.R1, CompareOperator.Equal, LocalRoute);

    private const uint LocalRoute = 2; // RTN_LOCAL
}
