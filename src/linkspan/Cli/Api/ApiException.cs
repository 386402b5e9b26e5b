namespace Linkspan.Cli.Api;

/// <summary>The daemon refused; the message is its own.</summary>
internal sealed class ApiException(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;
}
