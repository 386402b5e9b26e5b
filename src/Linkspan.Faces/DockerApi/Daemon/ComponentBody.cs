namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>One program that the engine consists of.</summary>
internal sealed record ComponentBody(string Name, string Version, IReadOnlyDictionary<string, string> Details);
