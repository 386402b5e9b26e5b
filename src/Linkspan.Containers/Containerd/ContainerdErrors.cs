using Grpc.Core;
using Linkspan.Engine;

namespace Linkspan.Containers.Containerd;

/// <summary>What containerd's failures mean here.</summary>
internal static class ContainerdErrors
{
    /// <summary>The object is not there.</summary>
    public static bool IsNotFound(this RpcException e) => e.StatusCode == StatusCode.NotFound;

    /// <summary>The object is there already.</summary>
    public static bool IsAlreadyExists(this RpcException e) => e.StatusCode == StatusCode.AlreadyExists;

    /// <summary>The call never reached containerd, or containerd went away.</summary>
    public static bool IsLost(this RpcException e) => e.StatusCode is StatusCode.Unavailable or StatusCode.Internal && e.Status.DebugException is not null;

    /// <summary>A failure for the user.</summary>
    public static LinkspanException ToUser(this RpcException e, string what) => e.IsLost()
        ? new LinkspanException(ErrorKind.Unavailable, $"{what}: containerd does not answer; the daemon starts it again, try once more", e)
        : new LinkspanException(ErrorKind.Internal, $"{what}: {e.Status.Detail}", e);

    /// <summary>Runs a call for which a missing object is as good as success.</summary>
    /// <returns>False where it was missing.</returns>
    public static async Task<bool> IgnoreMissingAsync<T>(this AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return true;
        }
        catch (RpcException e) when (e.IsNotFound())
        {
            return false;
        }
    }
}
