using System.Text;

namespace Linkspan.Cli.Output;

/// <summary>What a list or an inspection is printed as: a table, JSON, names, or a text with paths in it.</summary>
internal sealed class OutputForm
{
    private static readonly System.Buffers.SearchValues<char> BeyondPaths = System.Buffers.SearchValues.Create(" |()\"$");

    private readonly List<(string Literal, string[]? Path, bool Json)> _parts = [];

    /// <summary>Whether a table is wanted, with or without own columns.</summary>
    public bool IsTable { get; private init; }

    /// <summary>Whether JSON is wanted.</summary>
    public bool IsJson { get; private init; }

    /// <summary>Whether names alone are wanted.</summary>
    public bool IsName { get; private init; }

    /// <summary>Whether a text with paths is wanted.</summary>
    public bool IsTemplate => _parts.Count > 0;

    /// <summary>The paths of the text, in their order: the columns of <c>table {{.A}}\t{{.B}}</c>.</summary>
    public IEnumerable<string> Paths => _parts.Where(static part => part.Path is not null).Select(static part => string.Join('.', part.Path!));

    /// <summary>Reads <c>--format</c>; null is the command's own default.</summary>
    /// <exception cref="CliException">The text is none of the forms.</exception>
    public static OutputForm Parse(string? text)
    {
        switch (text)
        {
            case null or "" or "table":
                return new OutputForm { IsTable = true };
            case "json" or "{{json .}}":
                return new OutputForm { IsJson = true };
            case "name":
                return new OutputForm { IsName = true };
            default:
                bool table = text.StartsWith("table ", StringComparison.Ordinal);
                var form = new OutputForm { IsTable = table };
                form.Read((table ? text[6..] : text).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
                return form;
        }
    }

    /// <summary>Fills the text in.</summary>
    /// <param name="value">Finds a path's value; null where there is none.</param>
    public string Fill(Func<string[], bool, string?> value)
    {
        var line = new StringBuilder();
        foreach ((string literal, string[]? path, bool json) in _parts)
        {
            line.Append(path is null ? literal : value(path, json) ?? throw new CliException($"format: there is no .{string.Join('.', path)}"));
        }

        return line.ToString();
    }

    private void Read(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                _parts.Add((text[at..], null, false));
                break;
            }

            if (open > at)
            {
                _parts.Add((text[at..open], null, false));
            }

            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            string inner = close < 0 ? throw NotSimple(text) : text[(open + 2)..close].Trim();
            bool json = inner.StartsWith("json ", StringComparison.Ordinal);
            inner = json ? inner[5..].Trim() : inner;
            if (!inner.StartsWith('.') || inner.AsSpan().ContainsAny(BeyondPaths))
            {
                throw NotSimple(text);
            }

            _parts.Add(("", inner.Split('.', StringSplitOptions.RemoveEmptyEntries), json));
            at = close + 2;
        }

        if (!Paths.Any() && _parts.TrueForAll(static part => part.Path is null))
        {
            throw NotSimple(text);
        }
    }

    private static CliException NotSimple(string text) => new(
        $"format '{text}' is not understood: it is json, table, name, or a text with dotted paths such as '{{{{.Name}}}}'; for more use --format json | jq");
}
