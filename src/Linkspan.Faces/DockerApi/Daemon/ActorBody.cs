namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>What an event is about.</summary>
internal sealed record ActorBody(string ID, IReadOnlyDictionary<string, string> Attributes);
