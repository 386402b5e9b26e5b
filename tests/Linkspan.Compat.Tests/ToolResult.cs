namespace Linkspan.Compat.Tests;

/// <summary>How a program ended.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);
