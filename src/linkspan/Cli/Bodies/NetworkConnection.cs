namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /networks/NAME/connect</c>.</summary>
internal sealed record NetworkConnection
{
    public string? Container { get; set; }

    public EndpointSettings? EndpointConfig { get; set; }
}
