namespace Linkspan.Containers.Tools;

/// <summary>How a tool ended.</summary>
/// <param name="ExitCode">Exit status.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Error">What it wrote to stderr.</param>
internal readonly record struct ToolResult(int ExitCode, string Output, string Error);
