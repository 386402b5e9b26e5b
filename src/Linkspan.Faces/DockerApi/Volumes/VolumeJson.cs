using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Volumes;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(VolumeBody))]
[JsonSerializable(typeof(VolumeListBody))]
[JsonSerializable(typeof(VolumeCreateBody))]
[JsonSerializable(typeof(VolumesPrunedBody))]
internal sealed partial class VolumeJson : JsonSerializerContext;
