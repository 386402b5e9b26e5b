namespace Linkspan.Engine.Plans;

/// <summary>A set or map of the firewall table: its name and the fields of its keys and data.</summary>
/// <param name="Name">Name in nft, chosen so that it is no word of nft's language.</param>
/// <param name="KeyFields">Fields of the key, in order.</param>
/// <param name="DataFields">Fields of the data; empty for a set.</param>
internal sealed record FilterSet(string Name, FieldType[] KeyFields, FieldType[] DataFields)
{
    /// <summary>True where each field of a key is a range, its ends included.</summary>
    public bool Ranges { get; init; }

    /// <summary>True where elements carry data.</summary>
    public bool IsMap => DataFields.Length > 0;

    /// <summary>Bytes of a field, before padding to a register's 4.</summary>
    public static int Size(FieldType field) => field switch
    {
        FieldType.LinkName or FieldType.IPv6 => 16,
        FieldType.IPv4 => 4,
        FieldType.Port => 2,
        FieldType.Protocol or FieldType.Family => 1,
        _ => 0,
    };

    /// <summary>Bytes of a concatenation: each field padded to 4 when there are several, as nf_tables lays out registers.</summary>
    public static int Size(FieldType[] fields) => fields.Length == 1 ? Size(fields[0]) : fields.Sum(static field => (Size(field) + 3) & ~3);
}
