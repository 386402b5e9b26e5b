namespace Linkspan.Cli.Bodies;

/// <summary>Body of <c>POST /containers/NAME/exec</c>.</summary>
internal sealed record ExecCreation
{
    public bool AttachStdin { get; set; }

    public bool AttachStdout { get; set; }

    public bool AttachStderr { get; set; }

    public bool Tty { get; set; }

    public string[]? Env { get; set; }

    public string[]? Cmd { get; set; }

    public string? User { get; set; }

    public string? WorkingDir { get; set; }

    public bool Privileged { get; set; }

    public string? DetachKeys { get; set; }
}
