using System.Text.Json.Serialization;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Execs;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ExecCreateBody))]
[JsonSerializable(typeof(ExecStartBody))]
[JsonSerializable(typeof(ExecBody))]
[JsonSerializable(typeof(IdBody))]
internal sealed partial class ExecJson : JsonSerializerContext;
