using System.Text.Json.Serialization;

namespace Linkspan.Engine.Keeper;

/// <summary>Serialisers of the keeper's lines: camelCase, absent instead of null, numbers for enums.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(IPAddressConverter)])]
[JsonSerializable(typeof(KeeperRequest))]
[JsonSerializable(typeof(KeeperAnswer))]
internal sealed partial class KeeperJson : JsonSerializerContext;
