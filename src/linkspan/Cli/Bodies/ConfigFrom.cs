namespace Linkspan.Cli.Bodies;

/// <summary>The network whose configuration is taken.</summary>
internal sealed record ConfigFrom
{
    public string? Network { get; set; }
}
