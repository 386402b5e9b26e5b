using System.Net.NetworkInformation;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Linkspan.Containers.Store;

/// <summary>A hardware address as text.</summary>
internal sealed class MacConverter : JsonConverter<PhysicalAddress>
{
    /// <inheritdoc/>
    public override PhysicalAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PhysicalAddress.Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PhysicalAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
