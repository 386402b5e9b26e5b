using System.Text;

namespace Linkspan.Cli.Output;

/// <summary>Things in full, as the daemon gave them: an array, or one line each in the form asked for.</summary>
internal static class Inspection
{
    /// <summary>Prints the things.</summary>
    public static async Task PrintAsync(List<JsonElement> things, string? format, Terminal terminal)
    {
        if (string.IsNullOrEmpty(format) || format == "table")
        {
            await terminal.Out.WriteLineAsync(Indented(things));
            return;
        }

        OutputForm form = OutputForm.Parse(format);
        foreach (JsonElement thing in things)
        {
            await terminal.Out.WriteLineAsync(form.IsJson ? thing.GetRawText()
                : form.IsName ? (Find(thing, ["Name"]) ?? Find(thing, ["Id"]) ?? "").TrimStart('/')
                : form.Fill((path, json) => Find(thing, path, json)));
        }
    }

    /// <summary>The value at a path as text; an absent one is null.</summary>
    public static string? Find(JsonElement thing, string[] path, bool json = false)
    {
        for (int at = 0; at < path.Length; at++)
        {
            if (thing.ValueKind == JsonValueKind.Array && int.TryParse(path[at], out int index) && index < thing.GetArrayLength())
            {
                thing = thing[index];
            }
            else if (thing.ValueKind != JsonValueKind.Object || !TryProperty(ref thing, path[at]))
            {
                return null;
            }
        }

        return json || thing.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? thing.GetRawText()
            : thing.ValueKind == JsonValueKind.Null ? "<no value>"
            : thing.ToString() is var text && thing.ValueKind is JsonValueKind.True or JsonValueKind.False ? text.ToLowerInvariant() : text;
    }

    private static bool TryProperty(ref JsonElement thing, string name)
    {
        if (thing.TryGetProperty(name, out JsonElement exact))
        {
            thing = exact;
            return true;
        }

        foreach (JsonProperty property in thing.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                thing = property.Value;
                return true;
            }
        }

        return false;
    }

    private static string Indented(List<JsonElement> things)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, IndentSize = 4, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartArray();
            things.ForEach(thing => thing.WriteTo(writer));
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
