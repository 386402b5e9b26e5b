using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Daemon;

[JsonSerializable(typeof(VersionBody))]
[JsonSerializable(typeof(InfoBody))]
[JsonSerializable(typeof(EventBody))]
internal sealed partial class DaemonJson : JsonSerializerContext;
