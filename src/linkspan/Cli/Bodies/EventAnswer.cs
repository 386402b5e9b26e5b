namespace Linkspan.Cli.Bodies;

/// <summary>An event.</summary>
internal sealed record EventAnswer
{
    public string? Type { get; set; }

    public string? Action { get; set; }

    public EventActor? Actor { get; set; }

    public long Time { get; set; }

    public long TimeNano { get; set; }
}
