using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>A command: a list of words, or one string, which older clients send.</summary>
internal sealed class WordsConverter : JsonConverter<IReadOnlyList<string>?>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return [reader.GetString()!];
            case JsonTokenType.StartArray:
                List<string> words = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    words.Add(reader.TokenType switch
                    {
                        JsonTokenType.String => reader.GetString()!,
                        JsonTokenType.Null => "",
                        _ => throw new JsonException("a command is a list of strings"),
                    });
                }

                return words;
            default:
                throw new JsonException("a command is a string or a list of strings");
        }
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string>? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (string word in value)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
    }
}
