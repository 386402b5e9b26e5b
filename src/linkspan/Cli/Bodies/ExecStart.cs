namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /exec/ID/start</c>.</summary>
internal sealed record ExecStart
{
    public bool Detach { get; set; }

    public bool Tty { get; set; }
}
