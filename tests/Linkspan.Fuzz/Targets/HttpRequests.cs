using System.Net.Sockets;
using System.Text.Json;
using Linkspan.Fuzz.Http;

namespace Linkspan.Fuzz.Targets;

/// <summary>
/// Requests to the Docker API that are nearly right. Whatever a client sends: never a status of 500, no error in the log, and a refusal is JSON
/// with a message.
/// </summary>
internal static class HttpRequests
{
    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BodyPatience = TimeSpan.FromMilliseconds(100); // streams without an end are left
    private static readonly string[] NotAsked = ["/linkspan/doctor"];

    private static HttpWorld? _world;
    private static HttpClient? _client;
    private static int _asked;

    public static FuzzTarget Target { get; } = new("http", static input => RunAsync(input).GetAwaiter().GetResult())
    {
        Open = Open,
        LeastInASecond = 20,
    };

    private static Session Open()
    {
        HttpWorld world = _world = HttpWorld.Open();
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(world.Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
            AllowAutoRedirect = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        return new Session(world, _client);
    }

    private static async Task RunAsync(byte[] input)
    {
        (string method, string target, byte[] body) = HttpGrammar.Request(new Choices(input), _world!.Routes);
        if (NotAsked.Any(path => target.Contains(path, StringComparison.Ordinal)) || !Uri.TryCreate("http://d" + target, Raw, out Uri? uri))
        {
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        using var patience = new CancellationTokenSource(HeadPatience);
        string asked = $"{method} {target} {System.Text.Encoding.UTF8.GetString(body)}";
        using HttpResponseMessage response = await SendAsync(request, asked, patience.Token);
        string text = await ReadAsync(response);
        if ((int)response.StatusCode is >= 400 and < 500 && !response.Headers.Contains("Api-Version"))
        {
            return; // no HTTP: Kestrel refused it before the API saw it
        }

        Check((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, method == "HEAD", text, asked);
        if (_world.TakeError() is { } error)
        {
            throw new FuzzFailedException($"an error was logged: {error}: {asked}");
        }

        if (++_asked % 100 == 0)
        {
            await _world.ClearAsync();
        }
    }

    private static UriCreationOptions Raw => new() { DangerousDisablePathAndQueryCanonicalization = true };

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string asked, CancellationToken patience)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(patience);
        bool waits = request.RequestUri!.AbsolutePath.EndsWith("/wait", StringComparison.Ordinal);
        if (waits)
        {
            waiting.CancelAfter(BodyPatience);
        }

        try
        {
            return await _client!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
        }
        catch (OperationCanceledException) when (waits)
        {
            return new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
        }
        catch (OperationCanceledException e)
        {
            throw new FuzzFailedException($"{asked}: no answer in {HeadPatience.TotalSeconds} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new FuzzFailedException($"{asked}: the connection broke: {e.Message} {e.InnerException?.Message}", e);
        }
    }

    /// <summary>The body, or as much of it as comes in a while.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        using var patience = new CancellationTokenSource(BodyPatience);
        using var text = new MemoryStream();
        try
        {
            await (await response.Content.ReadAsStreamAsync(patience.Token)).CopyToAsync(text, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // A stream without an end, or one that was refused after its beginning.
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Check(int status, string? type, bool head, string text, string asked)
    {
        if (status == 500)
        {
            throw new FuzzFailedException($"{status} {text}: {asked}");
        }

        if (status < 400 || head)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (type == "application/json" && document.RootElement.GetProperty("message").GetString() is { Length: > 0 })
            {
                return;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Told below.
        }

        throw new FuzzFailedException($"the refusal {status} is no JSON with a message: {type} {text}: {asked}");
    }

    private sealed class Session(HttpWorld world, HttpClient client) : IDisposable
    {
        public void Dispose()
        {
            client.Dispose();
            world.Dispose();
        }
    }
}
