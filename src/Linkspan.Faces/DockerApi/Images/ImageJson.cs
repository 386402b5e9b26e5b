using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Images;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(List<ImageRowBody>))]
[JsonSerializable(typeof(ImageBody))]
[JsonSerializable(typeof(List<HistoryBody>))]
[JsonSerializable(typeof(List<RemovedBody>))]
[JsonSerializable(typeof(ImagesPrunedBody))]
[JsonSerializable(typeof(ProgressBody))]
[JsonSerializable(typeof(RegistryAuthBody))]
internal sealed partial class ImageJson : JsonSerializerContext;
