using System.Text;

namespace Linkspan.Cli.Input;

/// <summary>Lists such as <c>type=bind,source=/a,readonly</c>; a field with a comma stands in double quotes.</summary>
internal static class KeyValues
{
    /// <summary>The fields in their order; a key without value has the value "".</summary>
    /// <exception cref="CliException">A quote is not closed or a key is empty.</exception>
    public static IEnumerable<(string Key, string Value)> Of(string text, string what)
    {
        foreach (string field in Fields(text, what))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string key = (equals < 0 ? field : field[..equals]).Trim().ToLowerInvariant();
            yield return key.Length > 0 ? (key, equals < 0 ? "" : field[(equals + 1)..]) : throw new CliException($"invalid {what} {text}: a key is empty");
        }
    }

    /// <summary>A map from <c>key=value</c> texts; a key without value has the value "".</summary>
    public static Dictionary<string, string> Map(IEnumerable<string> texts)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            map[equals < 0 ? text : text[..equals]] = equals < 0 ? "" : text[(equals + 1)..];
        }

        return map;
    }

    private static List<string> Fields(string text, string what)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                bool doubled = quoted && at + 1 < text.Length && text[at + 1] == '"';
                if (doubled)
                {
                    field.Append('"');
                    at++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (text[at] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(text[at]);
            }
        }

        fields.Add(field.ToString());
        return quoted ? throw new CliException($"invalid {what} {text}: a quote is not closed") : fields;
    }
}
