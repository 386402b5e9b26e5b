using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Execs;

/// <summary>Body of <c>POST /containers/X/exec</c>.</summary>
internal sealed record ExecCreateBody
{
    public string? User { get; init; }

    public bool? Privileged { get; init; }

    public bool? Tty { get; init; }

    public IReadOnlyList<int>? ConsoleSize { get; init; }

    public bool? AttachStdin { get; init; }

    public bool? AttachStdout { get; init; }

    public bool? AttachStderr { get; init; }

    public string? DetachKeys { get; init; }

    public IReadOnlyList<string?>? Env { get; init; }

    public string? WorkingDir { get; init; }

    [System.Text.Json.Serialization.JsonConverter(typeof(WordsConverter))]
    public IReadOnlyList<string>? Cmd { get; init; }

    public ExecConfig ToModel() => new()
    {
        Cmd = Cmd ?? [],
        AttachStdin = AttachStdin ?? false,
        AttachStdout = AttachStdout ?? false,
        AttachStderr = AttachStderr ?? false,
        Tty = Tty ?? false,
        Env = Given.List(Env),
        User = User ?? "",
        WorkingDir = WorkingDir ?? "",
        Privileged = Privileged ?? false,
        ConsoleSize = ConsoleSize ?? [],
        DetachKeys = DetachKeys ?? "",
    };
}
