namespace Linkspan.Faces.DockerApi.Execs;

/// <summary>Body of <c>POST /exec/X/start</c>.</summary>
internal sealed record ExecStartBody
{
    public bool? Detach { get; init; }

    public bool? Tty { get; init; }

    public IReadOnlyList<int>? ConsoleSize { get; init; }
}
