using System.Text;

namespace Linkspan.Dns.Wire;

/// <summary>
/// Names in dotted form: labels of UTF-8 bytes, ASCII letters in lower case, dots between, none at the end; the root is empty. A dot inside a label,
/// which the wire allows, becomes 0xFF: no name of ours has that byte, so it matches nothing.
/// </summary>
public static class DnsName
{
    /// <summary>Longest name in dotted form, in bytes (255 on the wire, RFC 1035 section 3.1).</summary>
    public const int MaxLength = 253;

    private const int MaxLabel = 63;
    private const int PointerBits = 0xc0;
    private const byte Unmatchable = 0xff;

    /// <summary>
    /// Reads a name. Compression pointers (RFC 1035 section 4.1.4) must lead strictly backwards, so that no message makes it run in a circle.
    /// </summary>
    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where the name starts; on success, where what follows it starts.</param>
    /// <param name="dotted">Takes the name, at least <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False where the bytes are no name.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, Span<byte> dotted, out int length)
    {
        length = 0;
        int at = offset;
        int lowest = offset;
        int end = -1;
        while (at < message.Length)
        {
            int size = message[at];
            if (size == 0)
            {
                offset = end < 0 ? at + 1 : end;
                return true;
            }

            if ((size & PointerBits) == PointerBits)
            {
                if (at + 1 >= message.Length)
                {
                    return false;
                }

                int target = ((size & 0x3f) << 8) | message[at + 1];
                if (target >= lowest)
                {
                    return false;
                }

                end = end < 0 ? at + 2 : end;
                lowest = at = target;
                continue;
            }

            if (size > MaxLabel || at + 1 + size > message.Length || length + size + (length > 0 ? 1 : 0) > MaxLength)
            {
                return false;
            }

            if (length > 0)
            {
                dotted[length++] = (byte)'.';
            }

            foreach (byte b in message.Slice(at + 1, size))
            {
                dotted[length++] = b == (byte)'.' ? Unmatchable : Lower(b);
            }

            at += 1 + size;
        }

        return false;
    }

    /// <summary>Writes a dotted name in wire form, uncompressed.</summary>
    /// <returns>False where it does not fit or has an empty or overlong label.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> dotted, Span<byte> wire, out int length)
    {
        length = 0;
        while (!dotted.IsEmpty)
        {
            int dot = dotted.IndexOf((byte)'.');
            ReadOnlySpan<byte> label = dot < 0 ? dotted : dotted[..dot];
            if (label.IsEmpty || label.Length > MaxLabel || length + label.Length + 2 > wire.Length)
            {
                return false;
            }

            wire[length++] = (byte)label.Length;
            label.CopyTo(wire[length..]);
            length += label.Length;
            dotted = dot < 0 ? default : dotted[(dot + 1)..];
        }

        if (length >= wire.Length)
        {
            return false;
        }

        wire[length++] = 0;
        return true;
    }

    /// <summary>The dotted form of a name as text.</summary>
    /// <returns>Null where no query could ever carry it: empty, too long, or with an empty or overlong label.</returns>
    public static byte[]? FromText(string text)
    {
        byte[] dotted = Encoding.UTF8.GetBytes(text.EndsWith('.') ? text[..^1] : text);
        for (int i = 0; i < dotted.Length; i++)
        {
            dotted[i] = Lower(dotted[i]);
        }

        Span<byte> wire = stackalloc byte[MaxLength + 2];
        return dotted.Length is > 0 and <= MaxLength && TryWrite(dotted, wire, out _) ? dotted : null;
    }

    private static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
}
