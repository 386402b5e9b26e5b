namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Why a container could not run.</summary>
internal sealed record WaitErrorBody(string Message);
