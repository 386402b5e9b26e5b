namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>One check.</summary>
internal sealed record HealthResultBody(string Start, string End, int ExitCode, string Output);
