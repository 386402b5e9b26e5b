namespace Linkspan.Cli.Bodies;

/// <summary>An empty object: the value of a set.</summary>
internal sealed record Empty;
