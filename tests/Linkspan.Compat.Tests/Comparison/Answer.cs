using System.Text.Json.Nodes;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>An answer in a form that can be compared: status, the headers that clients read, the body as JSON, lines or text.</summary>
internal sealed record Answer(JsonNode Content, string Raw);
