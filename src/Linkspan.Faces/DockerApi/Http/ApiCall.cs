using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Linkspan.Engine;
using Microsoft.AspNetCore.Http;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>One request and its answer, in the terms of the Docker API.</summary>
internal sealed class ApiCall(HttpContext http, ApiVersion version, IReadOnlyDictionary<string, string> values, HijackableTransport transport)
{
    private const int MaximumBodyBytes = 4 << 20;

    /// <summary>The request and response beneath.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Version that the client speaks.</summary>
    public ApiVersion Version { get; } = version;

    /// <summary>Ends when the client hangs up.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>What a placeholder of the path took.</summary>
    /// <remarks>The server leaves an escaped slash as it is; clients escape those of image names.</remarks>
    public string Value(string name) => values[name].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter of the query; empty where absent.</summary>
    public string Query(string name) => Http.Request.Query[name].ToString();

    /// <summary>All values of a repeated parameter.</summary>
    public IReadOnlyList<string> QueryAll(string name) => [.. Http.Request.Query[name].OfType<string>()];

    /// <summary>A boolean of the query as Docker reads it: absent, empty, 0, no, false, none are false.</summary>
    public bool Flag(string name, bool fallback = false) =>
        Http.Request.Query.ContainsKey(name)
            ? Query(name).Trim().ToUpperInvariant() is not ("" or "0" or "NO" or "FALSE" or "NONE")
            : fallback;

    /// <summary>A whole number of the query; null where absent.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public int? Number(string name) => Query(name) is not { Length: > 0 } text
        ? null
        : int.TryParse(text, out int number) ? number : throw new LinkspanException(ErrorKind.Invalid, $"invalid value for {name}: \"{text}\" is no whole number");

    /// <summary>Reads the body as JSON.</summary>
    /// <exception cref="LinkspanException">Invalid: empty, too large or malformed.</exception>
    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        byte[] body = await ReadBodyAsync();
        if (body.Length == 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid JSON: got EOF while reading request body");
        }

        try
        {
            T value = JsonSerializer.Deserialize(body, type) ?? throw new LinkspanException(ErrorKind.Invalid, "invalid JSON: the body is null");
            return JsonMistake.NullInList(body) is { } offset
                ? throw new LinkspanException(ErrorKind.Invalid, $"invalid JSON: a list holds null (byte {offset + 1})")
                : value;
        }
        catch (JsonException e)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid JSON: " + JsonMistake.Of(body, e), e);
        }
    }

    /// <summary>Reads the body as JSON; null where it is empty.</summary>
    public async Task<T?> OptionalBodyAsync<T>(JsonTypeInfo<T> type)
        where T : class =>
        Http.Request.ContentLength is > 0 || Http.Request.Headers.TransferEncoding.Count > 0 ? await BodyAsync(type) : null;

    /// <summary>Answers with JSON.</summary>
    public async Task JsonAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json";
        Http.Response.ContentLength = json.Length;
        await Http.Response.Body.WriteAsync(json, Aborted);
    }

    /// <summary>Answers with a status and no body.</summary>
    public Task StatusAsync(int status)
    {
        Http.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            Http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>Begins an answer whose end is not known yet; its headers reach the client at once.</summary>
    public async Task<Stream> StreamAsync(string contentType)
    {
        Http.Response.StatusCode = StatusCodes.Status200OK;
        Http.Response.ContentType = contentType;
        await Http.Response.StartAsync(Aborted);
        await Http.Response.Body.FlushAsync(Aborted);
        return Http.Response.Body;
    }

    /// <summary>Writes one object of a stream of JSON, with a line end, and sends it.</summary>
    public async Task WriteLineAsync<T>(Stream stream, T value, JsonTypeInfo<T> type)
    {
        await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'], Aborted);
        await stream.FlushAsync(Aborted);
    }

    /// <summary>Content type of the output of a process: raw for a terminal, else frames, which have had a type of their own since 1.42.</summary>
    public static string RawType(bool raw, ApiVersion version) =>
        raw || version < new ApiVersion(42) ? "application/vnd.docker.raw-stream" : "application/vnd.docker.multiplexed-stream";

    /// <summary>True where the client asked for a raw stream by <c>Upgrade: tcp</c>.</summary>
    public bool WantsUpgrade => Http.Request.Headers.Upgrade.ToString().Equals("tcp", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Takes the connection over: answers 101 (200 without the Upgrade header) and lets <paramref name="speak"/> have the raw stream. The
    /// half-close of the client ends the reader, not the writer.
    /// </summary>
    /// <param name="raw">One raw stream (terminal) or Docker's frames.</param>
    /// <param name="speak">Speaks on the raw connection.</param>
    public void Hijack(bool raw, Func<IDuplexPipe, Task> speak)
    {
        string type = RawType(raw || !WantsUpgrade, Version);
        string id = $"{RequestScope.Header}: {Http.Response.Headers[RequestScope.Header]}";
        string head = WantsUpgrade
            ? $"HTTP/1.1 101 UPGRADED\r\nContent-Type: {type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n{id}\r\n\r\n"
            : $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{id}\r\n\r\n";
        TakeOver(head, speak);
    }

    /// <summary>Reads a body that means nothing: on a connection that is to be taken over it would stand before the client's input.</summary>
    public Task SkipBodyAsync() => ReadBodyAsync();

    /// <summary>Whether the client of a connection that was taken over is gone, and has not merely ended its input.</summary>
    public Func<bool> IsPeerGone => transport.IsPeerGone;

    /// <summary>Makes sure that the request is the handshake of a WebSocket, RFC 6455, 4.2.1.</summary>
    /// <exception cref="LinkspanException">Invalid: it is none.</exception>
    public void RequireWebSocket()
    {
        IHeaderDictionary headers = Http.Request.Headers;
        if (!headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase) || headers.SecWebSocketVersion.ToString() != "13" || headers.SecWebSocketKey.Count != 1)
        {
            throw new LinkspanException(
                ErrorKind.Invalid, "attach over WebSocket begins with its handshake: give the headers Connection: Upgrade, Upgrade: websocket, Sec-WebSocket-Version: 13 and Sec-WebSocket-Key");
        }
    }

    /// <summary>Takes the connection over for a WebSocket: answers the client's handshake and lets <paramref name="speak"/> have it.</summary>
    public void HijackWebSocket(Func<WebSocket, Task> speak)
    {
        string key = Http.Request.Headers.SecWebSocketKey.ToString().Trim();
        string head = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n"
            + $"{RequestScope.Header}: {Http.Response.Headers[RequestScope.Header]}\r\n\r\n";
        TakeOver(head, async pipe =>
        {
            await using var stream = new DuplexStream(pipe);
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            await speak(socket);
        });
    }

    /// <summary>What proves that the server understood, RFC 6455, 4.2.2, 5.4.</summary>
    private static string Accept(string key)
    {
#pragma warning disable CA5350 // The protocol's own use of SHA-1: no secret hangs on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private void TakeOver(string head, Func<IDuplexPipe, Task> speak) => transport.TakeOver(async pipe =>
    {
        try
        {
            await pipe.Output.WriteAsync(Encoding.ASCII.GetBytes(head));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The client is gone already. Whoever speaks finds that too, and lets go of what it holds.
        }

        await speak(pipe);
    });

    private async Task<byte[]> ReadBodyAsync()
    {
        if (Http.Request.ContentLength > MaximumBodyBytes)
        {
            throw TooLarge();
        }

        using var buffer = new MemoryStream();
        byte[] part = new byte[8192];
        int length;
        while ((length = await Http.Request.Body.ReadAsync(part, Aborted)) > 0)
        {
            buffer.Write(part, 0, length);
            if (buffer.Length > MaximumBodyBytes)
            {
                throw TooLarge();
            }
        }

        return buffer.ToArray();
    }

    private static LinkspanException TooLarge() => new(ErrorKind.Invalid, $"request body is larger than {MaximumBodyBytes >> 20} MiB");
}
