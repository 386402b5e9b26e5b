namespace Linkspan.Containers.Model;

/// <summary>A further process for a running container.</summary>
public sealed record ExecConfig
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Cmd { get; init; }

    /// <summary>Stdin is wanted.</summary>
    public bool AttachStdin { get; init; }

    /// <summary>Stdout is wanted.</summary>
    public bool AttachStdout { get; init; }

    /// <summary>Stderr is wanted.</summary>
    public bool AttachStderr { get; init; }

    /// <summary>A terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Further or other variables.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary><c>user[:group]</c>; empty means the container's.</summary>
    public string User { get; init; } = "";

    /// <summary>Working folder; empty means the container's.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>All capabilities.</summary>
    public bool Privileged { get; init; }

    /// <summary>Height and width of the first terminal; empty means unknown.</summary>
    public IReadOnlyList<int> ConsoleSize { get; init; } = [];

    /// <summary>Keys that detach; kept for inspect.</summary>
    public string DetachKeys { get; init; } = "";
}
