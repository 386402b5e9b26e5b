using System.Buffers.Binary;
using System.Net;
using System.Text;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// Reads from a rule's expressions what matters to somebody else: whether it drops, the chain that it goes to, and the links and addresses that it names.
/// Sets and maps are not looked into.
/// </summary>
internal sealed class RuleEffect
{
    private const uint Drop = 0; // NF_DROP
    private const int IPv4Bytes = 4;
    private const int IPv6Bytes = 16;

    private bool _link; // what the next comparison is with: a link's name,
    private int _address; // an address of so many bytes,
    private int _bits; // of which so many count

    private RuleEffect()
    {
    }

    public bool Drops { get; private set; }

    public string? Target { get; private set; }

    public List<LinkMatch> Links { get; } = [];

    public List<IPNetwork> Ranges { get; } = [];

    public static RuleEffect Read(AttributeReader expressions)
    {
        var effect = new RuleEffect();
        while (expressions.Next())
        {
            AttributeReader expression = expressions.Nested();
            string kind = "";
            while (expression.Next())
            {
                switch (expression.Type)
                {
                    case ExpressionAttribute.Name:
                        kind = expression.Text();
                        effect.Drops |= kind == "reject";
                        break;
                    case ExpressionAttribute.Data:
                        effect.Take(kind, expression.Nested());
                        break;
                }
            }
        }

        return effect;
    }

    private void Take(string kind, AttributeReader data)
    {
        switch (kind)
        {
            case "immediate":
                TakeVerdict(data);
                break;
            case "target":
                Drops |= Text(data, attribute: 1) == "REJECT"; // NFTA_TARGET_NAME: iptables' own
                break;
            case "meta":
                (_link, _address) = (Number(data, MetaAttribute.Key) is (uint)MetaKey.InputName or (uint)MetaKey.OutputName, 0);
                break;
            case "payload":
                (_link, _address) = (false, AddressBytes(data));
                _bits = 0;
                break;
            case "bitwise":
                _bits = Value(data, BitwiseAttribute.Mask) is { } mask ? Ones(mask) : 0;
                break;
            case "cmp" when Value(data, CompareAttribute.Data) is { } value:
                TakeComparison(value, Number(data, CompareAttribute.Operator));
                break;
        }
    }

    private void TakeComparison(byte[] value, uint? comparison)
    {
        if (_link && comparison is (uint)CompareOperator.Equal or (uint)CompareOperator.NotEqual)
        {
            int end = value.AsSpan().IndexOf((byte)0);
            Links.Add(new LinkMatch(Encoding.UTF8.GetString(value.AsSpan(0, end < 0 ? value.Length : end)), end < 0, comparison == (uint)CompareOperator.NotEqual));
        }
        else if (_address > 0 && value.Length <= _address && comparison == (uint)CompareOperator.Equal)
        {
            int bits = Math.Min(_bits > 0 ? _bits : value.Length * 8, _address * 8); // a prefix of whole bytes is compared without a mask
            byte[] bytes = new byte[_address];
            value.CopyTo(bytes, 0);
            for (int bit = bits; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            }

            Ranges.Add(new IPNetwork(new IPAddress(bytes), bits));
        }
    }

    private void TakeVerdict(AttributeReader immediate)
    {
        while (immediate.Next())
        {
            AttributeReader data = immediate.Nested();
            while (immediate.Type == ImmediateAttribute.Data && data.Next())
            {
                if (data.Type == DataAttribute.Verdict)
                {
                    Drops |= Number(data.Nested(), VerdictAttribute.Code) == Drop;
                    Target = Text(data.Nested(), VerdictAttribute.Chain);
                }
            }
        }
    }

    /// <summary>Size of the source or destination address that is loaded; 0 where it is something else.</summary>
    private static int AddressBytes(AttributeReader payload) =>
        (Number(payload, PayloadAttribute.Base), Number(payload, PayloadAttribute.Offset), Number(payload, PayloadAttribute.Length)) switch
        {
            ((uint)PayloadBase.Network, 12 or 16, <= IPv4Bytes) => IPv4Bytes, // struct iphdr
            ((uint)PayloadBase.Network, 8 or 24, > 1 and <= IPv6Bytes) => IPv6Bytes, // struct ipv6hdr; one byte at 8 is IPv4's time to live
            _ => 0,
        };

    private static int Ones(byte[] mask) => mask.Sum(static part => System.Numerics.BitOperations.PopCount(part));

    private static byte[]? Value(AttributeReader attributes, ushort attribute)
    {
        while (attributes.Next())
        {
            AttributeReader data = attributes.Nested();
            while (attributes.Type == attribute && data.Next())
            {
                if (data.Type == DataAttribute.Value)
                {
                    return data.Value.ToArray();
                }
            }
        }

        return null;
    }

    private static uint? Number(AttributeReader attributes, ushort attribute)
    {
        while (attributes.Next())
        {
            if (attributes.Type == attribute && attributes.Value.Length == sizeof(uint))
            {
                return BinaryPrimitives.ReadUInt32BigEndian(attributes.Value);
            }
        }

        return null;
    }

    private static string? Text(AttributeReader attributes, ushort attribute)
    {
        while (attributes.Next())
        {
            if (attributes.Type == attribute)
            {
                return attributes.Text();
            }
        }

        return null;
    }
}
