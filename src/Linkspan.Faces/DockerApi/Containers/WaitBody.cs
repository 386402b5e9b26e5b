using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>POST /containers/X/wait</c>.</summary>
internal sealed record WaitBody(int StatusCode, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitErrorBody? Error);
