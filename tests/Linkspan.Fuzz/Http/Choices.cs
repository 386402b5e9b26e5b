namespace Linkspan.Fuzz.Http;

/// <summary>
/// An input as the seed of a row of decisions: the same bytes make the same request, and a changed byte another one altogether. (Read as the
/// decisions themselves, most mutations of an input would make the request of before.)
/// </summary>
internal sealed class Choices(byte[] input)
{
    private readonly Random _random = new(Hash(input));

    /// <summary>A number below <paramref name="count"/>.</summary>
    public int Next(int count) => _random.Next(count);

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool Once(int count) => Next(count) == 0;

    /// <summary>One of a list.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>FNV-1a, 32 bits: the same in every process.</summary>
    private static int Hash(byte[] input) => (int)input.Aggregate(2166136261u, static (hash, b) => unchecked((hash ^ b) * 16777619u));
}
