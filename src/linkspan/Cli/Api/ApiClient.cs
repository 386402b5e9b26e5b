using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Linkspan.Cli.Api;

/// <summary>
/// The Docker Engine API over a Unix socket, or over TCP with TLS or without. Paths carry no version: the daemon answers in its newest, and the round trip of a negotiation is saved.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private readonly ApiAddress _address;
    private readonly TlsFiles? _tls;
    private readonly HttpClient _http;

    private ApiClient(ApiAddress address, TlsFiles? tls)
    {
        (_address, _tls) = (address, tls);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) => await ConnectAsync(cancel),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://linkspan"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Finds the daemon; the connection is made by the first request.</summary>
    /// <exception cref="CliException">The address is not one that is spoken.</exception>
    public static ApiClient Connect(GlobalOptions options, Terminal terminal)
    {
        TlsFiles? tls = TlsFiles.Of(options, terminal.Environment, File.Exists);
        ApiAddress address = ApiAddress.Resolve(options.Host, tls is not null, terminal.Environment, File.Exists, out string? warning);
        if (warning is not null)
        {
            terminal.Error.WriteLine($"linkspan: {warning}");
        }

        return new ApiClient(address, address.SocketPath is null ? tls : null);
    }

    /// <summary>Asks for JSON and reads it.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, null, cancel);
        return await ReadAsync(response, type, cancel);
    }

    /// <summary>Asks for JSON and keeps it as it came.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public Task<JsonElement> GetRawAsync(string path, CancellationToken cancel) => GetAsync(path, CliJson.Default.JsonElement, cancel);

    /// <summary>Posts nothing and ignores the answer's body.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task PostAsync(string path, CancellationToken cancel) => (await SendAsync(HttpMethod.Post, path, null, cancel)).Dispose();

    /// <summary>Posts nothing and reads the JSON answered.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, null, cancel);
        return await ReadAsync(response, type, cancel);
    }

    /// <summary>Posts JSON and ignores the answer's body.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task PostJsonAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Post, path, Json(body, type), cancel)).Dispose();

    /// <summary>Posts JSON and reads the JSON answered.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task<T> PostJsonAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<T> answer, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, Json(body, type), cancel);
        return await ReadAsync(response, answer, cancel);
    }

    /// <summary>Deletes.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task DeleteAsync(string path, CancellationToken cancel) => (await SendAsync(HttpMethod.Delete, path, null, cancel)).Dispose();

    /// <summary>Deletes and reads the JSON answered.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Delete, path, null, cancel);
        return await ReadAsync(response, type, cancel);
    }

    /// <summary>Sends a request; returns as soon as the answer's headers are there.</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    /// <exception cref="CliException">The daemon cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e) when (e.InnerException is CliException unreachable)
        {
            throw new CliException(unreachable.Message);
        }
        catch (HttpRequestException e)
        {
            throw Broken((e.InnerException ?? e).Message);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
        {
            return response;
        }

        using (response)
        {
            throw Refusal(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
        }
    }

    /// <summary>Posts, and takes the connection over for a raw stream (attach, exec).</summary>
    /// <exception cref="ApiException">The daemon refused.</exception>
    public async Task<HijackedConnection> HijackAsync(string path, byte[]? json, CancellationToken cancel)
    {
        Stream stream = await ConnectAsync(cancel);
        try
        {
            string head = $"POST {path} HTTP/1.1\r\nHost: linkspan\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                + (json is null ? "Content-Length: 0\r\n\r\n" : $"Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n");
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. json ?? []], cancel);
            (HttpStatusCode status, Dictionary<string, string> headers, byte[] rest) = await ResponseHead.ReadAsync(stream, cancel);
            if (status is HttpStatusCode.SwitchingProtocols or HttpStatusCode.OK)
            {
                return new HijackedConnection(stream, rest);
            }

            byte[] body = await ResponseHead.ReadBodyAsync(stream, headers, rest, cancel);
            throw Refusal(status, body);
        }
        catch (IOException e)
        {
            await stream.DisposeAsync();
            throw Broken((e.InnerException ?? e).Message);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancel);
        return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new CliException("the daemon's answer is empty");
    }

    private static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static ApiException Refusal(HttpStatusCode status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, CliJson.Default.ErrorAnswer)?.Message is { Length: > 0 } message)
            {
                return new ApiException(status, message);
            }
        }
        catch (JsonException)
        {
            // Not JSON: shown as it is.
        }

        string text = Encoding.UTF8.GetString(body).Trim();
        return new ApiException(status, text.Length > 0 ? text : $"the daemon answered {(int)status} {status}");
    }

    /// <summary>With TLS, a certificate that the daemon does not take is told only when it answers.</summary>
    private CliException Broken(string why) => new($"the daemon at {_address} broke the connection: {why.TrimEnd('.')}" + (_address.SocketPath is not null ? ""
        : _tls is null ? "; if it speaks TLS, give --tlsverify with --tlscacert, --tlscert and --tlskey"
        : _tls.Certificate is null ? "; if it asks clients for a certificate, give --tlscert and --tlskey"
        : $"; if it does not take the certificate {_tls.Certificate}, use one of its authority"));

    private async Task<Stream> ConnectAsync(CancellationToken cancel)
    {
        try
        {
            Socket socket = await _address.ConnectAsync(cancel);
            return _tls is null ? new NetworkStream(socket, ownsSocket: true) : await new TlsConnection(_address, _tls).OpenAsync(socket, cancel);
        }
        catch (SocketException e)
        {
            throw new CliException(e.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"no permission to speak to the daemon at {_address}; run as root or as a member of the socket's group",
                _ when _address.SocketPath is { } path && !File.Exists(path) => $"cannot reach the daemon at {_address}: there is no such socket; is 'linkspan daemon' running?",
                _ => $"cannot reach the daemon at {_address}: {e.Message}; is 'linkspan daemon' running?",
            });
        }
    }
}
