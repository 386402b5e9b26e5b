namespace Linkspan.Containers.Model;

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">Exit status.</param>
/// <param name="Error">Why it could not be started or removed; empty otherwise.</param>
public sealed record ContainerExit(int ExitCode, string Error);
