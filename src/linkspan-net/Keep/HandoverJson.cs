using System.Text.Json.Serialization;
using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep;

/// <summary>Serialiser of the handover.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IPAddressConverter)])]
[JsonSerializable(typeof(HandoverState))]
internal sealed partial class HandoverJson : JsonSerializerContext;
