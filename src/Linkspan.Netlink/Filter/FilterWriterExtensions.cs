using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>Attributes whose payload is data or a verdict.</summary>
internal static class FilterWriterExtensions
{
    public static void Data(this ref NetlinkWriter writer, ushort attribute, scoped ReadOnlySpan<byte> value)
    {
        int data = writer.Begin(attribute);
        writer.Bytes(DataAttribute.Value, value);
        writer.End(data);
    }

    public static void Verdict(this ref NetlinkWriter writer, ushort attribute, Verdict value)
    {
        int data = writer.Begin(attribute);
        int verdict = writer.Begin(DataAttribute.Verdict);
        writer.U32BigEndian(VerdictAttribute.Code, (uint)value.Code);
        if (value.Chain is not null)
        {
            writer.Text(VerdictAttribute.Chain, value.Chain);
        }

        writer.End(verdict);
        writer.End(data);
    }
}
