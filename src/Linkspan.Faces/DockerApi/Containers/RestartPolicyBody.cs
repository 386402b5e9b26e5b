namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>What happens when a container ends.</summary>
internal sealed record RestartPolicyBody(string? Name, int? MaximumRetryCount);
