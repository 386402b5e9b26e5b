namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Answer to a create.</summary>
internal sealed record CreatedBody(string Id, string Warning);
