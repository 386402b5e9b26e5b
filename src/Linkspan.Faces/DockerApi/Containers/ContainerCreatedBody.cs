namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Answer to <c>POST /containers/create</c>.</summary>
internal sealed record ContainerCreatedBody(string Id, IReadOnlyList<string> Warnings);
