namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /networks/NAME/disconnect</c>.</summary>
internal sealed record NetworkDisconnection
{
    public string? Container { get; set; }

    public bool Force { get; set; }
}
