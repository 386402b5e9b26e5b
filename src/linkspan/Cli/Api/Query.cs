using System.Text;
using System.Text.Json.Nodes;

namespace Linkspan.Cli.Api;

/// <summary>Builds a request's path and query.</summary>
internal sealed class Query(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    /// <summary>A path whose parts in braces are escaped: <c>Query.Path($"/containers/{name}/start")</c>.</summary>
    public static Query To(FormattableString path) =>
        new(string.Format(path.Format, [.. path.GetArguments().Select(static part => (object)Uri.EscapeDataString(part?.ToString() ?? ""))]));

    /// <summary>Adds a parameter; null and empty are left out.</summary>
    public Query Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    /// <summary>Adds <c>name=1</c> where wanted.</summary>
    public Query Add(string name, bool wanted) => Add(name, wanted ? "1" : null);

    /// <summary>Adds <c>filters</c> from <c>key=value</c> texts.</summary>
    /// <exception cref="CliException">A text is no <c>key=value</c>.</exception>
    public Query Filters(IEnumerable<string> filters)
    {
        var map = new JsonObject();
        foreach (string filter in filters)
        {
            int equals = filter.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new CliException($"filter {filter} is not of the form key=value");
            }

            // label!=x is a key of its own: label!
            string key = filter[..equals].Trim().ToLowerInvariant();
            if (map[key] is not JsonArray values)
            {
                map[key] = values = [];
            }

            values.Add((JsonNode)filter[(equals + 1)..].Trim());
        }

        return map.Count > 0 ? Add("filters", map.ToJsonString()) : this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
