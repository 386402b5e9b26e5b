using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Daemon;

[JsonSerializable(typeof(VersionBody))]
[JsonSerializable(typeof(InfoBody))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(DiskUsageBody))]
[JsonSerializable(typeof(BuildPrunedBody))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class DaemonJson : JsonSerializerContext;
