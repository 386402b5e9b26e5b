using System.Buffers;
using System.Globalization;
using System.Text;

namespace Linkspan.Net.Keep.Logs;

/// <summary>
/// One line of Docker's json-file: <c>{"log":"…\n","stream":"stdout","time":"RFC 3339, nanoseconds, no trailing zeros"}</c>. Escapes are those of Go's
/// encoder: control characters, quotes, backslash, &lt; &gt; &amp;, U+2028 and U+2029; bytes that are no UTF-8 become U+FFFD.
/// </summary>
internal static class JsonLine
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    // Everything that can be copied as it is.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(value => (byte)value).Except("\"\\<>&"u8.ToArray())]);

    /// <summary>Appends a line.</summary>
    public static void Append(ArrayBufferWriter<byte> output, LogStream stream, ReadOnlySpan<byte> message, DateTimeOffset time)
    {
        output.Write("{\"log\":\""u8);
        AppendEscaped(output, message);
        output.Write(stream == LogStream.Stderr ? "\",\"stream\":\"stderr\",\"time\":\""u8 : "\",\"stream\":\"stdout\",\"time\":\""u8);
        Span<byte> text = output.GetSpan(40);
        time.UtcDateTime.TryFormat(text, out int length, TimeFormat, CultureInfo.InvariantCulture);
        output.Advance(length);
        output.Write("\"}\n"u8);
    }

    private static void AppendEscaped(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            int plain = message.IndexOfAnyExcept(Plain);
            if (plain < 0)
            {
                output.Write(message);
                return;
            }

            output.Write(message[..plain]);
            message = message[plain..];
            OperationStatus status = Rune.DecodeFromUtf8(message, out Rune rune, out int consumed);
            AppendRune(output, status == OperationStatus.Done ? rune : Rune.ReplacementChar, status == OperationStatus.Done, message[..consumed]);
            message = message[consumed..];
        }
    }

    private static void AppendRune(ArrayBufferWriter<byte> output, Rune rune, bool valid, ReadOnlySpan<byte> bytes)
    {
        switch (rune.Value)
        {
            case '"':
                output.Write("\\\""u8);
                break;
            case '\\':
                output.Write("\\\\"u8);
                break;
            case '\n':
                output.Write("\\n"u8);
                break;
            case '\r':
                output.Write("\\r"u8);
                break;
            case '\t':
                output.Write("\\t"u8);
                break;
            case < 0x20 or '<' or '>' or '&' or 0x2028 or 0x2029:
                AppendHex(output, rune.Value);
                break;
            default:
                output.Write(valid ? bytes : "\\ufffd"u8);
                break;
        }
    }

    private static void AppendHex(ArrayBufferWriter<byte> output, int value)
    {
        Span<byte> text = output.GetSpan(6);
        "\\u"u8.CopyTo(text);
        value.TryFormat(text[2..], out _, "x4", CultureInfo.InvariantCulture);
        output.Advance(6);
    }
}
