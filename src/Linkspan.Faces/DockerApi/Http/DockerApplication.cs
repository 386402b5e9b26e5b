using System.Text.Json;
using Linkspan.Containers;
using Linkspan.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>Answers requests: finds the version and the route, runs the handler, turns failures into Docker's error body.</summary>
internal sealed class DockerApplication(IReadOnlyList<Route> routes, ILogger log) : IHttpApplication<HttpContext>
{
    private long _requestCount;

    /// <summary>Number of requests that came so far.</summary>
    public long RequestCount => Interlocked.Read(ref _requestCount);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing outlives the request.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requestCount);
        context.Response.Headers["Api-Version"] = ApiVersion.Newest.ToString();
        context.Response.Headers["Docker-Experimental"] = "false";
        context.Response.Headers["Ostype"] = "linux";
        context.Response.Headers["Server"] = "Linkspan (linux)";
        RequestScope request = RequestScope.Of(context.Request);
        context.Response.Headers[RequestScope.Header] = request.Id;
        RequestId.Current = request.Id;
        using IDisposable? scope = log.BeginScope(request);
        try
        {
            await AnswerAsync(context);
            Log.Answered(log, context.Request.Method, context.Request.Path, context.Response.StatusCode);
        }
        catch (LinkspanException e)
        {
            await FailAsync(context, ErrorStatus.Http(e.Kind), e.Message);
            if (e.Kind == ErrorKind.Internal)
            {
                Log.RequestFailed(log, context.Request.Method, context.Request.Path, e);
            }
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException && context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; nobody is left to tell.
        }
#pragma warning disable CA1031 // Whatever a handler throws must become an answer, not a broken connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.RequestFailed(log, context.Request.Method, context.Request.Path, e);
            await FailAsync(context, StatusCodes.Status500InternalServerError, e.Message);
        }
    }

    private static async Task FailAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(message), HttpJson.Default.ErrorBody);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private Task AnswerAsync(HttpContext context)
    {
        string[] path = [.. context.Request.Path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries)];
        ReadOnlySpan<string> segments = path;
        ApiVersion version = ApiVersion.Newest;
        if (path.Length > 0 && ApiVersion.TryParse(path[0], out ApiVersion asked))
        {
            version = Supported(asked);
            segments = segments[1..];
        }

        bool pathKnown = false;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Route route in routes)
        {
            if (!route.Matches(segments, values))
            {
                continue;
            }

            if (route.Method == context.Request.Method)
            {
                return route.Answer(new ApiCall(context, version, values, context.Features.GetRequiredFeature<HijackableTransport>()));
            }

            pathKnown = true;
        }

        return pathKnown
            ? FailAsync(context, StatusCodes.Status405MethodNotAllowed, $"method {context.Request.Method} is not for {context.Request.Path}")
            : FailAsync(context, StatusCodes.Status404NotFound, "page not found");
    }

    private static ApiVersion Supported(ApiVersion asked)
    {
        if (asked < ApiVersion.Oldest)
        {
            throw new LinkspanException(
                ErrorKind.Invalid, $"client version {asked} is too old. Minimum supported API version is {ApiVersion.Oldest}, please upgrade your client to a newer version");
        }

        return asked <= ApiVersion.Newest
            ? asked
            : throw new LinkspanException(ErrorKind.Invalid, $"client version {asked} is too new. Maximum supported API version is {ApiVersion.Newest}");
    }
}
