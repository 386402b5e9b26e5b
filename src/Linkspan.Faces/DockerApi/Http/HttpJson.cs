using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Http;

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class HttpJson : JsonSerializerContext;
