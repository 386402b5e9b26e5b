using Microsoft.Extensions.Logging;

namespace Linkspan.Faces.DockerApi;

/// <summary>Messages of the Docker API, 3000 to 3099.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string? path, Exception exception);

    [LoggerMessage(3001, LogLevel.Information, "API listens on {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(3002, LogLevel.Information, "{Client} was not let in: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, string client, string reason);

    [LoggerMessage(3003, LogLevel.Debug, "{Method} {Path}: {Status}")]
    public static partial void Answered(ILogger logger, string method, string? path, int status);
}
