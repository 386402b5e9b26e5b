using System.Text.Json.Serialization;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Store;

/// <summary>How documents are written: every field, so that a later default does not change an older container.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true, UseStringEnumConverter = true, Converters = [typeof(AddressConverter), typeof(MacConverter)])]
[JsonSerializable(typeof(StoredContainer))]
[JsonSerializable(typeof(Volume))]
internal sealed partial class StoreJson : JsonSerializerContext
{
}
