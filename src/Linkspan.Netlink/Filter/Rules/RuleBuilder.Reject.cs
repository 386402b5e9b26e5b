namespace Linkspan.Netlink.Filter;

/// <content>The reject expression.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Drops the packet and tells its sender why, by ICMP or ICMPv6.</summary>
    public RuleBuilder Reject(RejectCode code) => Reject(RejectType.IcmpxUnreachable, (byte)code);

    /// <summary>Drops the packet and resets its connection; match TCP first.</summary>
    public RuleBuilder RejectTcp() => Reject(RejectType.TcpReset, 0);

    private RuleBuilder Reject(RejectType type, byte code)
    {
        Expression e = Begin("reject");
        e.Writer.U32BigEndian(RejectAttribute.Type, (uint)type);
        e.Writer.U8(RejectAttribute.Code, code);
        return End(e);
    }
}
