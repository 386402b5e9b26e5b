using System.Text.Json.Serialization;
using Linkspan.Containers.Model;

namespace Linkspan.Faces.DockerApi.Execs;

/// <summary>Answer to <c>GET /exec/X/json</c>.</summary>
internal sealed record ExecBody
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public bool Running { get; init; }

    public int? ExitCode { get; init; }

    public required ProcessBody ProcessConfig { get; init; }

    public bool OpenStdin { get; init; }

    public bool OpenStderr { get; init; }

    public bool OpenStdout { get; init; }

    public bool CanRemove { get; init; }

    [JsonPropertyName("ContainerID")]
    public required string ContainerId { get; init; }

    public byte[]? DetachKeys { get; init; }

    public int Pid { get; init; }

    /// <summary>The keys as bytes; JSON has them in base64.</summary>
    private static byte[]? DetachKeysBytes(string keys) => keys.Length == 0 ? null : Linkspan.Faces.DockerApi.Containers.DetachKeys.Of(keys).Keys;

    public static ExecBody Of(Exec exec) => new()
    {
        Id = exec.Id,
        Running = exec.Running,
        ExitCode = exec.ExitCode,
        ProcessConfig = new ProcessBody
        {
            Tty = exec.Config.Tty,
            Entrypoint = exec.Config.Cmd[0],
            Arguments = [.. exec.Config.Cmd.Skip(1)],
            Privileged = exec.Config.Privileged,
            User = exec.Config.User.Length == 0 ? null : exec.Config.User,
        },
        OpenStdin = exec.Config.AttachStdin,
        OpenStderr = exec.Config.AttachStderr,
        OpenStdout = exec.Config.AttachStdout,
        ContainerId = exec.ContainerId,
        DetachKeys = DetachKeysBytes(exec.Config.DetachKeys),
        Pid = exec.Pid,
    };
}
