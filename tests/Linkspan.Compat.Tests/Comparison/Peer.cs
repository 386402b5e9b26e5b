using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Linkspan.Compat.Tests.Comparison;

/// <summary>One daemon, spoken to in raw HTTP over its socket, and what it said before.</summary>
internal sealed partial class Peer : IDisposable
{
    private static readonly string[] Headers = ["Api-Version", "Builder-Version", "Docker-Experimental", "Ostype", "Swarm", "Cache-Control", "Pragma"];

    private readonly HttpClient _http;
    private readonly long _start = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds();
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);

    public Peer(string socket)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/"), Timeout = TimeSpan.FromSeconds(40) };
    }

    /// <summary>Asks and waits for the whole answer.</summary>
    public async Task<Answer> AskAsync(Row row)
    {
        string path = Fill(row.Path);
        path = path.StartsWith('=') ? path[1..] : path.StartsWith("/v1.", StringComparison.Ordinal) ? path : "/v1.45" + path;
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
        if (row.Archive is { } archive)
        {
            request.Content = new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
        }
        else if (row.Body is not null)
        {
            request.Content = new StringContent(Fill(row.Body), Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Answer answer = Read(row, response, body);
        if (row.Keep is { } name && answer.Content["body"] is JsonObject fields && fields[row.KeepField] is { } value)
        {
            _kept[name] = value.ToString();
        }

        return answer;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Variable();

    private static Answer Read(Row row, HttpResponseMessage response, byte[] body)
    {
        string type = response.Content.Headers.ContentType?.ToString() ?? "";
        var content = new JsonObject { ["status"] = (int)response.StatusCode, ["type"] = type };
        if (row.Path.Contains("_ping", StringComparison.Ordinal))
        {
            foreach (string header in Headers)
            {
                content[header] = response.Headers.TryGetValues(header, out IEnumerable<string>? values) ? string.Join(',', values) : null;
            }
        }

        if (response.Headers.TryGetValues("X-Docker-Container-Path-Stat", out IEnumerable<string>? stat))
        {
            content["stat"] = JsonNode.Parse(Convert.FromBase64String(stat.First()));
        }

        content["body"] = Body(type, body);
        return new Answer(content, Encoding.UTF8.GetString(body));
    }

    private static JsonNode? Body(string type, byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        if (type.StartsWith("application/json", StringComparison.Ordinal))
        {
            string text = Encoding.UTF8.GetString(body).Trim();
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return new JsonArray([.. text.Split('\n').Select(static line => JsonNode.Parse(line))]);
            }
        }

        if (type is "application/x-tar" || type.StartsWith("application/octet-stream", StringComparison.Ordinal))
        {
            return Names(body);
        }

        return type.Contains("raw-stream", StringComparison.Ordinal) || type.Contains("multiplexed", StringComparison.Ordinal)
            ? Frames(body)
            : Encoding.UTF8.GetString(body);
    }

    /// <summary>Entries of an archive, in the order of their names.</summary>
    private static JsonArray Names(byte[] archive)
    {
        List<string> names = [];
        using var reader = new TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add($"{entry.EntryType} {entry.Name} {entry.LinkName} {(int)entry.Mode} {entry.Uid}:{entry.Gid} {entry.Length}");
        }

        return [.. names.Order(StringComparer.Ordinal).Select(static name => (JsonNode)name)];
    }

    /// <summary>The output of a process by stream; a body without frames is the output of a terminal.</summary>
    private static JsonObject Frames(byte[] body)
    {
        var streams = new JsonObject();
        for (int at = 0; at + 8 <= body.Length;)
        {
            if (body[at] > 2 || body[at + 1] != 0)
            {
                return new JsonObject { ["raw"] = Encoding.UTF8.GetString(body) };
            }

            int length = (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(at + 4));
            string stream = body[at].ToString();
            streams[stream] = (streams[stream]?.ToString() ?? "") + Encoding.UTF8.GetString(body.AsSpan(at + 8, length));
            at += 8 + length;
        }

        return streams;
    }

    private string Fill(string text) => Variable().Replace(text, match => match.Groups[1].Value switch
    {
        "start" => _start.ToString(),
        "now" => DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString(),
        string name => _kept.GetValueOrDefault(name, match.Value),
    });
}
