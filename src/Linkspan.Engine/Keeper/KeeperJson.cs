using System.Text.Json.Serialization;

namespace Linkspan.Engine.Keeper;

/// <summary>
/// Serialisers of the keeper's lines: camelCase, absent instead of null, numbers for enums. Converters are named at the properties that need them: one named
/// here would take the generated writers from all types, and a request looks at each of its two dozen properties.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeeperRequest))]
[JsonSerializable(typeof(KeeperAnswer))]
internal sealed partial class KeeperJson : JsonSerializerContext;
