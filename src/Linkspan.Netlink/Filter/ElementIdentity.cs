namespace Linkspan.Netlink.Filter;

/// <summary>Two elements are the same where key and flags are: of an interval set, an end may have the key of the next start.</summary>
internal sealed class ElementIdentity : IEqualityComparer<SetElement>
{
    public static ElementIdentity Comparer { get; } = new();

    public bool Equals(SetElement? x, SetElement? y) =>
        x is not null && y is not null && x.Flags == y.Flags && x.Key.AsSpan().SequenceEqual(y.Key) && x.KeyEnd.AsSpan().SequenceEqual(y.KeyEnd);

    public int GetHashCode(SetElement obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(obj.Key);
        return hash.ToHashCode();
    }
}
