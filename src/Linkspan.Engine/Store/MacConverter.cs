using System.Net.NetworkInformation;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Store;

/// <summary>Hardware addresses as hexadecimal text.</summary>
internal sealed class MacConverter : JsonConverter<PhysicalAddress>
{
    public override PhysicalAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PhysicalAddress.TryParse(reader.GetString(), out PhysicalAddress? mac) ? mac : throw new JsonException("not a hardware address");

    public override void Write(Utf8JsonWriter writer, PhysicalAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
