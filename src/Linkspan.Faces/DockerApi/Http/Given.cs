namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Values of a body as Go's decoder sees them: what is absent or null is the zero value, also within lists and objects.</summary>
internal static class Given
{
    /// <summary>A list without its nulls.</summary>
    public static IReadOnlyList<T> List<T>(IReadOnlyList<T?>? list)
        where T : class => list is null ? [] : [.. list.OfType<T>()];

    /// <summary>An object of strings; null values are empty.</summary>
    public static IReadOnlyDictionary<string, string> Map(IReadOnlyDictionary<string, string?>? map) =>
        (map ?? new Dictionary<string, string?>(StringComparer.Ordinal)).ToDictionary(static pair => pair.Key, static pair => pair.Value ?? "", StringComparer.Ordinal);

    /// <summary>Keys of an object that serves as a set.</summary>
    public static IReadOnlyList<string> Keys(IReadOnlyDictionary<string, EmptyBody?>? set) => set is null ? [] : [.. set.Keys];

    /// <summary>A set as an object.</summary>
    public static IReadOnlyDictionary<string, EmptyBody?> Set(IEnumerable<string> keys) =>
        keys.Distinct(StringComparer.Ordinal).ToDictionary(static key => key, static EmptyBody? (_) => new EmptyBody(), StringComparer.Ordinal);
}
