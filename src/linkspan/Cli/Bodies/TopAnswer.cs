namespace Linkspan.Cli.Bodies;

/// <summary>Processes of a container.</summary>
internal sealed record TopAnswer
{
    public string[] Titles { get; set; } = [];

    public string[][] Processes { get; set; } = [];
}
