using System.Text.Json;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>What is wrong with a JSON body, without the names of our own types.</summary>
internal static class JsonMistake
{
    /// <summary>Finds a <c>null</c> that is an item of a list: no list of the API has one, and no client sends it.</summary>
    /// <returns>Its offset; null where there is none.</returns>
    public static long? NullInList(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        Stack<bool> lists = [];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    lists.Push(true);
                    break;
                case JsonTokenType.StartObject:
                    lists.Push(false);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists.Pop();
                    break;
                case JsonTokenType.Null when lists.TryPeek(out bool list) && list:
                    return reader.TokenStartIndex;
            }
        }

        return null;
    }

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
