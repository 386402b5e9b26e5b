namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Body of <c>POST /networks/X/connect</c>.</summary>
internal sealed record ConnectBody
{
    public string? Container { get; init; }

    public EndpointBody? EndpointConfig { get; init; }
}
