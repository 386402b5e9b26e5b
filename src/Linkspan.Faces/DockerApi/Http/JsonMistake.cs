using System.Text.Json;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>What is wrong with a JSON body, without the names of our own types.</summary>
internal static class JsonMistake
{
    public static string Of(ReadOnlySpan<byte> body, JsonException mistake)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
                // Only the end matters.
            }

            if (reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return "unexpected EOF: the body ends within an object, a list or a text";
            }
        }
        catch (JsonException)
        {
            return $"unexpected character in line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine + 1}";
        }

        return $"the value of {mistake.Path ?? "$"} has the wrong type (line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine + 1})";
    }
}
