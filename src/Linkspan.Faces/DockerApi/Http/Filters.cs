using System.Text.Json;
using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>The <c>filters</c> parameter: a JSON object of objects <c>{"driver":{"bridge":true}}</c>, or of lists as older clients send it.</summary>
internal sealed class Filters
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Values of a key; none where it was not given.</summary>
    public IReadOnlyList<string> this[string key] => _values.GetValueOrDefault(key) ?? [];

    /// <summary>Reads the parameter; empty means no filter.</summary>
    /// <exception cref="LinkspanException">Invalid: it is not of that form.</exception>
    public static Filters Parse(string text)
    {
        var filters = new Filters();
        if (text.Length == 0)
        {
            return filters;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            foreach (JsonProperty key in document.RootElement.EnumerateObject())
            {
                filters._values[key.Name] = key.Value.ValueKind == JsonValueKind.Array
                    ? [.. key.Value.EnumerateArray().Select(static value => value.GetString() ?? "")]
                    : [.. key.Value.EnumerateObject().Where(static value => value.Value.ValueKind == JsonValueKind.True).Select(static value => value.Name)];
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid filter: it is no JSON object of objects or lists", e);
        }

        return filters;
    }

    /// <summary>Refuses keys that mean nothing here.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public void Allow(params ReadOnlySpan<string> keys)
    {
        foreach (string key in _values.Keys)
        {
            if (!keys.Contains(key))
            {
                throw new LinkspanException(ErrorKind.Invalid, $"invalid filter '{key}'; use {string.Join(", ", keys!)}");
            }
        }
    }

    /// <summary>True where no value was given or one of them fits.</summary>
    public bool Any(string key, Func<string, bool> fits) => this[key].Count == 0 || this[key].Any(fits);

    /// <summary>True where every label asked for, <c>key</c> or <c>key=value</c>, is among those given.</summary>
    public bool Labels(string key, IReadOnlyDictionary<string, string> labels) => this[key].All(wanted =>
    {
        string[] sides = wanted.Split('=', 2);
        return labels.TryGetValue(sides[0], out string? value) && (sides.Length == 1 || value == sides[1]);
    });

    /// <summary>The one boolean of a key; null where absent.</summary>
    /// <exception cref="LinkspanException">Invalid: several values or none of true, 1, false, 0.</exception>
    public bool? Boolean(string key) => this[key] switch
    {
        [] => null,
        ["true" or "1"] => true,
        ["false" or "0"] => false,
        [_] => throw new LinkspanException(ErrorKind.Invalid, $"invalid value for filter '{key}', must be \"true\" (or \"1\"), or \"false\" (or \"0\")"),
        _ => throw new LinkspanException(ErrorKind.Invalid, $"got more than one value for filter key \"{key}\""),
    };
}
