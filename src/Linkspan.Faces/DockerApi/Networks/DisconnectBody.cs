namespace Linkspan.Faces.DockerApi.Networks;

/// <summary>Body of <c>POST /networks/X/disconnect</c>.</summary>
internal sealed record DisconnectBody
{
    public string? Container { get; init; }

    public bool Force { get; init; }
}
