namespace Linkspan.Faces.DockerApi.Daemon;

/// <summary>Answer to <c>GET /version</c>.</summary>
internal sealed record VersionBody(
    PlatformBody Platform,
    IReadOnlyList<ComponentBody> Components,
    string Version,
    string ApiVersion,
    string MinAPIVersion,
    string GitCommit,
    string GoVersion,
    string Os,
    string Arch,
    string KernelVersion,
    string BuildTime);
