using System.Text.Json.Serialization;
using Linkspan.Engine.Health;

namespace Linkspan.Faces.DockerApi.Own;

/// <summary>JSON of the routes that Docker does not have.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(IReadOnlyList<Exposure>))]
internal sealed partial class OwnJson : JsonSerializerContext;
