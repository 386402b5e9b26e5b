using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ContainerCreateBody))]
[JsonSerializable(typeof(ContainerCreatedBody))]
[JsonSerializable(typeof(HostConfigBody))]
[JsonSerializable(typeof(WarningsBody))]
[JsonSerializable(typeof(ContainerBody))]
[JsonSerializable(typeof(List<ContainerRowBody>))]
[JsonSerializable(typeof(WaitBody))]
[JsonSerializable(typeof(TopBody))]
[JsonSerializable(typeof(ContainersPrunedBody))]
[JsonSerializable(typeof(PathStatBody))]
[JsonSerializable(typeof(PathChangeBody[]))]
internal sealed partial class ContainerJson : JsonSerializerContext;
