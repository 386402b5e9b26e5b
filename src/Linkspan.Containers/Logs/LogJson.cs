using System.Text.Json.Serialization;

namespace Linkspan.Containers.Logs;

/// <summary>Reading of json-file lines.</summary>
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogJson : JsonSerializerContext
{
}
