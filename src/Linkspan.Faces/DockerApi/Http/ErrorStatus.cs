using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>HTTP status of each kind of failure, here and nowhere else.</summary>
internal static class ErrorStatus
{
    public static int Http(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => 400,
        ErrorKind.Forbidden => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.Conflict => 409,
        ErrorKind.Unsupported => 501,
        ErrorKind.Unavailable => 503,
        _ => 500,
    };
}
