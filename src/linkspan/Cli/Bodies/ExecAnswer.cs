namespace Linkspan.Cli.Bodies;

/// <summary>State of an exec.</summary>
internal sealed record ExecAnswer
{
    public int? ExitCode { get; set; }

    public bool Running { get; set; }
}
