namespace Linkspan.Containers.Model;

/// <summary>One check of a container's health.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="ExitCode">Exit status: 0 is healthy; -1 where it took too long or could not be run.</param>
/// <param name="Output">The first 4096 bytes of what it printed.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
