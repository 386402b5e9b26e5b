using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>The same for lists of addresses.</summary>
internal sealed class IPAddressListConverter : JsonConverter<IReadOnlyList<IPAddress>>
{
    private static readonly IPAddressConverter Each = new();

    /// <inheritdoc/>
    public override IReadOnlyList<IPAddress> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not a list of IP addresses");
        }

        List<IPAddress> addresses = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            addresses.Add(Each.Read(ref reader, typeof(IPAddress), options));
        }

        return addresses;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<IPAddress> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (IPAddress address in value)
        {
            Each.Write(writer, address, options);
        }

        writer.WriteEndArray();
    }
}
