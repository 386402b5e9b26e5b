using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Filter;

/// <content>The cmp expression, and matches of one property that consist of a load and a comparison.</content>
public sealed partial class RuleBuilder
{
    /// <summary>Goes on with the rule only where a register compares so with <paramref name="value"/>, in wire form.</summary>
    public RuleBuilder Compare(Register source, CompareOperator comparison, ReadOnlySpan<byte> value)
    {
        Expression e = Begin("cmp");
        e.Writer.U32BigEndian(CompareAttribute.Source, (uint)source);
        e.Writer.U32BigEndian(CompareAttribute.Operator, (uint)comparison);
        e.Writer.Data(CompareAttribute.Data, value);
        return End(e);
    }

    /// <summary>Compares with one byte.</summary>
    public RuleBuilder Compare(Register source, CompareOperator comparison, byte value) => Compare(source, comparison, [value]);

    /// <summary>Compares with four bytes in the host's order: marks, indexes, conntrack bits.</summary>
    public RuleBuilder Compare(Register source, CompareOperator comparison, uint value) =>
        Compare(source, comparison, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Goes on only with packets of a family: <see cref="FilterFamily.IPv4"/> or <see cref="FilterFamily.IPv6"/>.</summary>
    public RuleBuilder MatchFamily(FilterFamily family) =>
        MetaLoad(MetaKey.NetfilterFamily, Register.R1).Compare(Register.R1, CompareOperator.Equal, (byte)family);

    /// <summary>Goes on only with packets of a transport protocol: TCP is 6, UDP 17, SCTP 132.</summary>
    public RuleBuilder MatchProtocol(byte protocol) =>
        MetaLoad(MetaKey.TransportProtocol, Register.R1).Compare(Register.R1, CompareOperator.Equal, protocol);

    /// <summary>Goes on only with packets that came in by a link.</summary>
    public RuleBuilder MatchInput(string link, bool inverted = false) => MatchName(MetaKey.InputName, link, inverted);

    /// <summary>Goes on only with packets that leave by a link.</summary>
    public RuleBuilder MatchOutput(string link, bool inverted = false) => MatchName(MetaKey.OutputName, link, inverted);

    /// <summary>Goes on only with packets to a port; match the protocol first.</summary>
    public RuleBuilder MatchDestinationPort(ushort port) =>
        DestinationPort(Register.R1).Compare(Register.R1, CompareOperator.Equal, [(byte)(port >> 8), (byte)port]);

    /// <summary>Goes on only where a source address is within a prefix; the family is matched as well.</summary>
    public RuleBuilder MatchSource(IPNetwork prefix, bool inverted = false) =>
        MatchPrefix(SourceAddress(FamilyOf(prefix), prefix.PrefixLength > 0), prefix, inverted);

    /// <summary>Goes on only where a destination address is within a prefix; the family is matched as well.</summary>
    public RuleBuilder MatchDestination(IPNetwork prefix, bool inverted = false) =>
        MatchPrefix(DestinationAddress(FamilyOf(prefix), prefix.PrefixLength > 0), prefix, inverted);

    private static FilterFamily FamilyOf(IPNetwork prefix) =>
        prefix.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? FilterFamily.IPv6 : FilterFamily.IPv4;

    private RuleBuilder SourceAddress(FilterFamily family, bool load) =>
        load ? MatchFamily(family).SourceAddress(family, Register.R1) : MatchFamily(family);

    private RuleBuilder DestinationAddress(FilterFamily family, bool load) =>
        load ? MatchFamily(family).DestinationAddress(family, Register.R1) : MatchFamily(family);

    private RuleBuilder MatchPrefix(RuleBuilder loaded, IPNetwork prefix, bool inverted)
    {
        Span<byte> address = stackalloc byte[16];
        prefix.BaseAddress.TryWriteBytes(address, out int length);
        if (prefix.PrefixLength == 0)
        {
            return inverted ? throw new ArgumentException("nothing is outside of a prefix of length 0", nameof(inverted)) : loaded;
        }

        if (prefix.PrefixLength < length * 8)
        {
            Span<byte> mask = stackalloc byte[16];
            for (int bit = 0; bit < prefix.PrefixLength; bit++)
            {
                mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
            }

            loaded.Mask(Register.R1, Register.R1, mask[..length]);
        }

        return loaded.Compare(Register.R1, inverted ? CompareOperator.NotEqual : CompareOperator.Equal, address[..length]);
    }

    private RuleBuilder MatchName(MetaKey key, string link, bool inverted)
    {
        Span<byte> name = stackalloc byte[KeyWriter.LinkNameLength];
        return MetaLoad(key, Register.R1).Compare(
            Register.R1, inverted ? CompareOperator.NotEqual : CompareOperator.Equal, new KeyWriter(name).LinkName(link).Written);
    }
}
