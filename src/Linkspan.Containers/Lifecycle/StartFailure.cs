using Grpc.Core;
using Linkspan.Containers.Containerd;
using Linkspan.Engine;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Why a start failed, in the exit statuses and words that clients of Docker know.</summary>
internal static class StartFailure
{
    /// <summary>No such command, as a shell says it.</summary>
    public const int NotFound = 127;

    /// <summary>The command cannot be run.</summary>
    public const int NotExecutable = 126;

    private const int Other = 128;

    /// <summary>Exit status and failure.</summary>
    public static (int ExitCode, LinkspanException Failure) Of(Exception e)
    {
        if (e is RpcException r && !r.IsLost())
        {
            string text = r.Status.Detail;
            int code = Has(text, "executable file not found") || Has(text, "no such file or directory") ? NotFound
                : Has(text, "permission denied") || Has(text, "is a directory") || Has(text, "exec format error") ? NotExecutable
                : Other;
            return (code, new LinkspanException(code == Other ? ErrorKind.Internal : ErrorKind.Invalid, "failed to create task for container: " + text, e));
        }

        return (Other, e switch
        {
            LinkspanException known => known,
            RpcException lost => lost.ToUser("start"),
            _ => new LinkspanException(ErrorKind.Internal, "start: " + e.Message, e),
        });
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}
