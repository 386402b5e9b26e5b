using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Linkspan.Engine.Plans;

/// <summary>An element of a set or map, held as the kernel's own bytes so that what is observed compares without decoding.</summary>
internal sealed record ElementFact : Fact
{
    private readonly string _keyText;

    public ElementFact(FilterSet set, ReadOnlySpan<byte> keyBytes, ReadOnlySpan<byte> data, string? chain)
        : this(set, keyBytes, [], data, chain)
    {
    }

    public ElementFact(FilterSet set, ReadOnlySpan<byte> keyBytes, ReadOnlySpan<byte> keyEnd, ReadOnlySpan<byte> data, string? chain)
    {
        Set = set;
        KeyBytes = keyBytes.ToArray();
        Data = data.ToArray();
        Chain = chain;
        KeyEnd = keyEnd.ToArray();
        _keyText = KeyEnd.Length == 0 ? Convert.ToHexString(KeyBytes) : $"{Convert.ToHexString(KeyBytes)}-{Convert.ToHexString(KeyEnd)}";
    }

    /// <summary>The set.</summary>
    public FilterSet Set { get; }

    /// <summary>Key as in the kernel.</summary>
    public byte[] KeyBytes { get; }

    /// <summary>Last key, where <see cref="KeyBytes"/> is the first of a range; else empty.</summary>
    public byte[] KeyEnd { get; }

    /// <summary>Data as in the kernel; empty in sets and verdict maps.</summary>
    public byte[] Data { get; }

    /// <summary>Chain jumped to, in verdict maps.</summary>
    public string? Chain { get; }

    public override FactKey Key => new(FactKind.Element, Set.Name, _keyText);

    public bool Equals(ElementFact? other) =>
        other is not null && Set.Name == other.Set.Name && Chain == other.Chain &&
        _keyText == other._keyText && Data.AsSpan().SequenceEqual(other.Data);

    public override int GetHashCode() => HashCode.Combine(Set.Name, _keyText, Chain);

    public override string ToString()
    {
        string key = Text(Set.KeyFields, KeyBytes, KeyEnd);
        string data = Chain is not null ? $" : jump {Chain}" : Set.IsMap ? $" : {Text(Set.DataFields, Data, [])}" : "";
        return $"element {Set.Name} {{ {key}{data} }}";
    }

    private static string Text(FieldType[] fields, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> end)
    {
        var text = new StringBuilder();
        foreach (FieldType field in fields)
        {
            int padded = (FilterSet.Size(field) + 3) & ~3;
            string first = Text(field, bytes);
            text.Append(text.Length == 0 ? "" : " . ").Append(first);
            if (!end.IsEmpty)
            {
                string last = Text(field, end);
                text.Append(last == first ? "" : $"-{last}");
                end = end[Math.Min(padded, end.Length)..];
            }

            bytes = bytes[Math.Min(padded, bytes.Length)..];
        }

        return text.ToString();
    }

    private static string Text(FieldType field, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> value = bytes[..FilterSet.Size(field)];
        return field switch
        {
            FieldType.LinkName => Encoding.UTF8.GetString(value).TrimEnd('\0'),
            FieldType.Port => BinaryPrimitives.ReadUInt16BigEndian(value).ToString(),
            FieldType.Family => value[0] == FirewallSets.FamilyIPv4 ? "ipv4" : "ipv6",
            FieldType.Protocol => ((Model.Protocol)value[0]).ToString().ToLowerInvariant(),
            _ => new IPAddress(value).ToString(),
        };
    }
}
