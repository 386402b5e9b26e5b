using System.Text;

namespace Linkspan.Netlink.Filter;

/// <summary>
/// User data of tables, rules and sets in the form of libnftnl, so that nft(8) understands it: type, length, value, a byte each for the
/// first two. Type 0 is a comment that ends with NUL.
/// </summary>
public static class UserData
{
    /// <summary>Most bytes that the kernel keeps (<c>NFT_USERDATA_MAXLEN</c>).</summary>
    public const int MaxLength = 256;

    private const byte CommentType = 0;
    private const int HeaderLength = 2;
    private const byte KeyByteOrderType = 0; // NFTNL_UDATA_SET_KEYBYTEORDER
    private const byte DataByteOrderType = 1; // NFTNL_UDATA_SET_DATABYTEORDER
    private const uint HostOrder = 1; // nft's BYTEORDER_HOST_ENDIAN
    private const uint NetworkOrder = 2; // nft's BYTEORDER_BIG_ENDIAN

    /// <summary>A comment as user data.</summary>
    /// <exception cref="ArgumentException">The text is longer than 253 bytes.</exception>
    public static byte[] Comment(string text)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        return buffer[..WriteComment(buffer, text)].ToArray();
    }

    /// <summary>The comment in user data, or null.</summary>
    public static string? FindComment(ReadOnlySpan<byte> userData)
    {
        while (userData.Length >= HeaderLength && userData[1] <= userData.Length - HeaderLength)
        {
            ReadOnlySpan<byte> value = userData.Slice(HeaderLength, userData[1]);
            if (userData[0] == CommentType && value.Length > 0)
            {
                int end = value.IndexOf((byte)0);
                return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
            }

            userData = userData[(HeaderLength + value.Length)..];
        }

        return null;
    }

    /// <summary>Byte order of a set's key and data, for nft(8).</summary>
    internal static int WriteByteOrder(Span<byte> buffer, FieldType key, FieldType data)
    {
        WriteU32(buffer, KeyByteOrderType, key.IsHostOrder ? HostOrder : NetworkOrder);
        if (data.Number == 0)
        {
            return HeaderLength + 4;
        }

        WriteU32(buffer[(HeaderLength + 4)..], DataByteOrderType, data.IsHostOrder ? HostOrder : NetworkOrder);
        return 2 * (HeaderLength + 4);
    }

    internal static int WriteComment(Span<byte> buffer, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text) + 1;
        if (length > MaxLength - HeaderLength)
        {
            throw new ArgumentException($"comment of {length - 1} bytes exceeds {MaxLength - HeaderLength - 1}", nameof(text));
        }

        buffer[0] = CommentType;
        buffer[1] = (byte)length;
        Encoding.UTF8.GetBytes(text, buffer[HeaderLength..]);
        buffer[HeaderLength + length - 1] = 0;
        return HeaderLength + length;
    }

    private static void WriteU32(Span<byte> buffer, byte type, uint value)
    {
        buffer[0] = type;
        buffer[1] = sizeof(uint);
        System.Runtime.InteropServices.MemoryMarshal.Write(buffer[HeaderLength..], value);
    }
}
