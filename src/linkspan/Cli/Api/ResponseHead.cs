using System.Text;

namespace Linkspan.Cli.Api;

/// <summary>Reads the head of an HTTP/1.1 answer from a connection that becomes a raw stream behind it.</summary>
internal static class ResponseHead
{
    private const int MaximumBytes = 64 * 1024;

    /// <summary>Reads up to the empty line; what came behind it belongs to the stream.</summary>
    /// <exception cref="CliException">The answer is no HTTP, or ends early.</exception>
    public static async Task<(HttpStatusCode Status, Dictionary<string, string> Headers, byte[] Early)> ReadAsync(Stream stream, CancellationToken cancel)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length < MaximumBytes ? length * 2 : throw new CliException("the head of the daemon's answer is too long"));
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            length += read > 0 ? read : throw new CliException("the daemon closed the connection before it answered");
        }

        string[] lines = Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n");
        if (lines[0].Split(' ') is not [_, string code, ..] || !int.TryParse(code, out int status))
        {
            throw new CliException($"the daemon answered '{lines[0]}', which is no HTTP");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return ((HttpStatusCode)status, headers, buffer[(end + 4)..length]);
    }

    /// <summary>Reads the body of a refusal: a known length, or chunks, of which errors have one.</summary>
    public static async Task<byte[]> ReadBodyAsync(Stream stream, Dictionary<string, string> headers, byte[] rest, CancellationToken cancel)
    {
        bool chunked = headers.TryGetValue("Transfer-Encoding", out string? coding) && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase);
        int expected = headers.TryGetValue("Content-Length", out string? text) && int.TryParse(text, out int parsed) ? parsed : -1;
        var body = new List<byte>(rest);
        byte[] buffer = new byte[4096];
        while (body.Count < MaximumBytes
            && (chunked ? !Text().EndsWith("0\r\n\r\n", StringComparison.Ordinal) : expected < 0 || body.Count < expected))
        {
            int read = await stream.ReadAsync(buffer, cancel);
            if (read == 0)
            {
                break;
            }

            body.AddRange(buffer.AsSpan(0, read));
        }

        return chunked ? Unchunk(body.ToArray()) : body.ToArray();

        string Text() => Encoding.ASCII.GetString(body.ToArray());
    }

    private static byte[] Unchunk(ReadOnlySpan<byte> chunked)
    {
        List<byte> body = [];
        while (chunked.IndexOf("\r\n"u8) is int line and > 0
            && int.TryParse(Encoding.ASCII.GetString(chunked[..line]), System.Globalization.NumberStyles.HexNumber, null, out int size)
            && size > 0 && line + 2 + size <= chunked.Length)
        {
            body.AddRange(chunked.Slice(line + 2, size));
            chunked = chunked[Math.Min(chunked.Length, line + 4 + size)..];
        }

        return [.. body];
    }
}
