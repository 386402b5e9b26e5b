namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /containers/X/update</c> that changes published ports alone.</summary>
internal sealed record PortUpdate
{
    public required Dictionary<string, List<PortBinding>> PortBindings { get; init; }
}
