using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Networks;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(NetworkBody))]
[JsonSerializable(typeof(List<NetworkBody>))]
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(CreatedBody))]
[JsonSerializable(typeof(ConnectBody))]
[JsonSerializable(typeof(DisconnectBody))]
[JsonSerializable(typeof(PrunedBody))]
internal sealed partial class NetworkJson : JsonSerializerContext;
