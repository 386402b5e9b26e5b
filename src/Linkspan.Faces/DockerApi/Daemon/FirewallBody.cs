namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>What filters packets.</summary>
internal sealed record FirewallBody(string Driver);
