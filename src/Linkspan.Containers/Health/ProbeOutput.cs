using System.Buffers.Binary;
using System.Text;

namespace Linkspan.Containers.Health;

/// <summary>Collects the first bytes of a process's output from Docker's 8-byte-header frames.</summary>
internal static class ProbeOutput
{
    private const int MaximumBytes = 4096;
    private const int HeaderBytes = 8;

    /// <summary>Reads to the end of the stream; what exceeds 4096 bytes is read and dropped.</summary>
    public static async Task<string> ReadAsync(Stream frames, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        byte[] header = new byte[HeaderBytes];
        byte[] part = new byte[MaximumBytes];
        while (await frames.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken) == HeaderBytes)
        {
            for (uint left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)); left > 0;)
            {
                int length = await frames.ReadAsync(part.AsMemory(0, (int)Math.Min(left, MaximumBytes)), cancellationToken);
                if (length == 0)
                {
                    return Text(kept);
                }

                kept.Write(part, 0, (int)Math.Min(length, MaximumBytes - kept.Length));
                left -= (uint)length;
            }
        }

        return Text(kept);
    }

    private static string Text(MemoryStream kept) => Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
}
