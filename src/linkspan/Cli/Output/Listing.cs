using System.Text;

namespace Linkspan.Cli.Output;

/// <summary>Rows of a list, printed in the form that was asked for.</summary>
/// <param name="columns">Key for <c>json</c> and paths, heading, and whether the table shows it; the name column is the one of <paramref name="nameKey"/>.</param>
/// <param name="nameKey">The key printed by <c>--format name</c>.</param>
internal sealed class Listing((string Key, string Heading, bool Shown)[] columns, string nameKey)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row: a value for each column.</summary>
    public void Add(params string[] values) => _rows.Add(values.Length == columns.Length
        ? values
        : throw new ArgumentException($"{values.Length} values for {columns.Length} columns", nameof(values)));

    /// <summary>Prints all.</summary>
    public async Task PrintAsync(string? format, Terminal terminal)
    {
        OutputForm form = OutputForm.Parse(format);
        if (form.IsTable)
        {
            int[] shown = form.IsTemplate ? [.. form.Paths.Select(Column)] : [.. Enumerable.Range(0, columns.Length).Where(column => columns[column].Shown)];
            await terminal.Out.WriteAsync(Table.Render(
                [.. shown.Select(column => columns[column].Heading)],
                _rows.ConvertAll(row => Array.ConvertAll(shown, column => row[column])),
                terminal));
            return;
        }

        foreach (string[] row in _rows)
        {
            await terminal.Out.WriteLineAsync(form.IsJson ? Json(row)
                : form.IsName ? row[Column(nameKey)]
                : form.Fill((path, json) => json ? $"\"{JsonEncodedText.Encode(row[Column(string.Join('.', path))])}\"" : row[Column(string.Join('.', path))]));
        }
    }

    private int Column(string key)
    {
        int column = Array.FindIndex(columns, known => known.Key == key);
        return column >= 0 ? column : throw new CliException($"format: there is no .{key}; there are {string.Join(", ", columns.Select(static known => "." + known.Key))}");
    }

    private string Json(string[] row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            for (int column = 0; column < columns.Length; column++)
            {
                writer.WriteString(columns[column].Key, row[column]);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
