namespace Linkspan.Netlink.Filter;

/// <content>The log expression.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Logs the packet to the kernel's log.</summary>
    /// <param name="prefix">Start of the line, at most 127 bytes; null for none.</param>
    /// <param name="level">Level.</param>
    public RuleBuilder Log(string? prefix = null, LogLevel level = LogLevel.Warning)
    {
        Expression e = Begin("log");
        if (prefix is not null)
        {
            e.Writer.Text(LogAttribute.Prefix, prefix);
        }

        e.Writer.U32BigEndian(LogAttribute.Level, (uint)level);
        return End(e);
    }

    /// <summary>Hands the packet to the listeners of an NFLOG group.</summary>
    public RuleBuilder LogGroup(ushort group, string? prefix = null)
    {
        Expression e = Begin("log");
        if (prefix is not null)
        {
            e.Writer.Text(LogAttribute.Prefix, prefix);
        }

        e.Writer.U16BigEndian(LogAttribute.Group, group);
        return End(e);
    }
}
