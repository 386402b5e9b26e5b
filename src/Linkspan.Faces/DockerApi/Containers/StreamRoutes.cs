using System.Net.WebSockets;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Logs, attach and terminal size.</summary>
internal sealed class StreamRoutes(ContainerService containers, TimeProvider time)
{
    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("GET", "/containers/{id}/logs", LogsAsync),
        new("POST", "/containers/{id}/attach", AttachAsync),
        new("GET", "/containers/{id}/attach/ws", AttachWebSocketAsync),
        new("POST", "/containers/{id}/resize", ResizeAsync),
    ];

    /// <summary>Height and width of a terminal.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    internal static (int Height, int Width) Size(ApiCall call)
    {
        int? height = call.Number("h");
        int? width = call.Number("w");
        return height is >= 0 and <= ushort.MaxValue && width is >= 0 and <= ushort.MaxValue
            ? (height.Value, width.Value)
            : throw new LinkspanException(ErrorKind.Invalid, "invalid terminal size: give h and w, each from 0 to 65535");
    }

    /// <summary>The time of a log query: absent and 0 mean none.</summary>
    private static DateTimeOffset? Time(string text, DateTimeOffset now) => text is "" or "0" ? null : ApiTime.Parse(text, now);

    private static int? Tail(string text) => text is "" or "all" || !int.TryParse(text, out int lines) || lines < 0 ? null : lines;

    private async Task LogsAsync(ApiCall call)
    {
        DateTimeOffset now = time.GetUtcNow();
        Container container = containers.Find(call.Value("id"));
        DateTimeOffset? until = Time(call.Query("until"), now);
        var query = new LogQuery
        {
            Stdout = call.Flag("stdout"),
            Stderr = call.Flag("stderr"),
            Follow = call.Flag("follow") && !(until <= now),
            Timestamps = call.Flag("timestamps"),
            Details = call.Flag("details"),
            Since = Time(call.Query("since"), now),
            Until = until,
            Tail = Tail(call.Query("tail")),
        };

        // Whatever is refused is refused before the first byte, so the headers may stand already.
        call.Http.Response.ContentType = ApiCall.RawType(container.Config.Tty, call.Version);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted);
        if (query.Follow && until - now is { TotalDays: < 40 } left)
        {
            end.CancelAfter(left);
        }

        try
        {
            await containers.LogsAsync(container.Id, query, call.Http.Response.Body, end.Token);
        }
        catch (OperationCanceledException) when (!call.Aborted.IsCancellationRequested)
        {
            // The time asked for has come.
        }
    }

    private async Task AttachAsync(ApiCall call)
    {
        string detachKeys = call.Query("detachKeys");
        var request = new AttachRequest
        {
            Stdin = call.Flag("stdin"),
            Stdout = call.Flag("stdout"),
            Stderr = call.Flag("stderr"),
            Logs = call.Flag("logs"),
            Stream = call.Flag("stream"),
        };
        DetachKeys? keys = DetachKeys.Of(detachKeys);
        await call.SkipBodyAsync();
        AttachSession session = await containers.AttachAsync(call.Value("id"), request, CancellationToken.None);
        call.Hijack(session.Tty, pipe => RawSession.SpeakAsync(pipe, session, session.Tty ? keys : null, call.IsPeerGone));
    }

    /// <summary>As dockerd: without frames, in binary messages since 1.28, and before 1.42 with every stream.</summary>
    private async Task AttachWebSocketAsync(ApiCall call)
    {
        bool all = call.Version < new ApiVersion(42);
        var request = new AttachRequest
        {
            Stdin = all || call.Flag("stdin"),
            Stdout = all || call.Flag("stdout"),
            Stderr = all || call.Flag("stderr"),
            Logs = call.Flag("logs"),
            Stream = call.Flag("stream"),
        };
        DetachKeys? keys = DetachKeys.Of(call.Query("detachKeys"));
        string id = containers.Find(call.Value("id")).Id;
        call.RequireWebSocket();
        await call.SkipBodyAsync();
        AttachSession session = await containers.AttachAsync(id, request, CancellationToken.None);
        WebSocketMessageType kind = call.Version < new ApiVersion(28) ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        call.HijackWebSocket(socket => new WebSocketSession(socket, session, kind, session.Tty ? keys : null).SpeakAsync());
    }

    private async Task ResizeAsync(ApiCall call)
    {
        (int height, int width) = Size(call);
        await containers.ResizeAsync(call.Value("id"), height, width, call.Aborted);
        await call.StatusAsync(200);
    }
}
