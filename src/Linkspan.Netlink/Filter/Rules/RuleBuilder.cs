using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// Writes the expressions of one rule, a method each and in the order in which the kernel runs them; see
/// <see cref="FilterBatch.AddRule"/>. Calls chain. One instance serves all rules of a batch, so nothing allocates.
/// </summary>
public sealed partial class RuleBuilder
{
    private readonly FilterBatch _batch;
    private int _length;
    private int _list;

    internal RuleBuilder(FilterBatch batch) => _batch = batch;

    private ref struct Expression
    {
        public NetlinkWriter Writer;
        public int Element;
        public int Data;
    }

    internal void Open(ref NetlinkWriter writer)
    {
        _list = writer.Begin(RuleAttribute.Expressions);
        _length = writer.Length;
    }

    internal void Close()
    {
        var writer = new NetlinkWriter(_batch.Messages.Writer(0).Buffer, _length);
        writer.End(_list);
        _batch.Messages.Commit(ref writer, 0);
    }

    private Expression Begin(string name)
    {
        var expression = new Expression { Writer = new NetlinkWriter(_batch.Messages.Writer(0).Buffer, _length) };
        expression.Element = expression.Writer.Begin(ListAttribute.Element);
        expression.Writer.Text(ExpressionAttribute.Name, name);
        expression.Data = expression.Writer.Begin(ExpressionAttribute.Data);
        return expression;
    }

    private RuleBuilder End(in Expression expression)
    {
        expression.Writer.End(expression.Data);
        expression.Writer.End(expression.Element);
        _length = expression.Writer.Length;
        return this;
    }
}
