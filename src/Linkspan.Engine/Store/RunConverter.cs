using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Linkspan.Engine.Store;

/// <summary>
/// A list in which ten thousand neighbours take no more room than two items: <c>[stride, count]</c> among them stands for so many that follow, each
/// the neighbour of the one that is so many places before it.
/// </summary>
internal abstract class RunConverter<T> : JsonConverter<IReadOnlyList<T>>
    where T : notnull
{
    private const int MaxStride = 2; // both families, or both protocols, in turns

    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        List<T> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                int stride = Number(ref reader);
                int count = Number(ref reader);
                if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray || stride < 1 || stride > items.Count)
                {
                    throw new JsonException("not a run of items");
                }

                for (; count > 0; count--)
                {
                    items.Add(Next(items[^stride]));
                }
            }
            else
            {
                items.Add(JsonSerializer.Deserialize(ref reader, info) ?? throw new JsonException("an item is null"));
            }
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        var info = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartArray();
        for (int index = 0; index < value.Count;)
        {
            (int stride, int count) = Run(value, index);
            if (count > 0)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(stride);
                writer.WriteNumberValue(count);
                writer.WriteEndArray();
                index += count;
            }
            else
            {
                JsonSerializer.Serialize(writer, value[index++], info);
            }
        }

        writer.WriteEndArray();
    }

    /// <summary>The neighbour of an item.</summary>
    protected abstract T Next(T item);

    private static int Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : throw new JsonException("not a number");

    private (int Stride, int Count) Run(IReadOnlyList<T> items, int from)
    {
        for (int stride = 1; stride <= Math.Min(MaxStride, from); stride++)
        {
            int to = from;
            while (to < items.Count && items[to].Equals(Next(items[to - stride])))
            {
                to++;
            }

            if (to > from)
            {
                return (stride, to - from);
            }
        }

        return (0, 0);
    }
}
