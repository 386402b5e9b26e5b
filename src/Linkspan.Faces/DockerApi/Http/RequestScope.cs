using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>What stands in every line that is logged for a request.</summary>
/// <param name="Id">The request's id.</param>
internal sealed record RequestScope(string Id)
{
    /// <summary>Header of request and answer.</summary>
    public const string Header = "X-Request-Id";

    private const int LongestGiven = 64;

    /// <summary>The client's own id where it is one to print: up to 64 letters, digits and <c>-_.:</c>; else a new one.</summary>
    public static RequestScope Of(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 and <= LongestGiven } given && given.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
            ? new RequestScope(given)
            : new RequestScope(RandomNumberGenerator.GetHexString(16, lowercase: true));

    public override string ToString() => $"request {Id}";
}
