namespace Linkspan.Faces.DockerApi.Http;

/// <summary>The value of an object that serves as a set: <c>{"80/tcp":{}}</c>.</summary>
internal sealed record EmptyBody;
