namespace Linkspan.Cli.Bodies;

/// <summary>Whom an event concerns.</summary>
internal sealed record EventActor
{
    public string? ID { get; set; }

    public Dictionary<string, string>? Attributes { get; set; }
}
