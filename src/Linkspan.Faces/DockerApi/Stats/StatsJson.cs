using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Stats;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatsBody))]
internal sealed partial class StatsJson : JsonSerializerContext;
