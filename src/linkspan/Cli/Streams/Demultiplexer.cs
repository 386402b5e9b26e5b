using System.Buffers.Binary;

namespace Linkspan.Cli.Streams;

/// <summary>
/// Splits a container's output into standard output and standard error. A frame is: stream, three zeros, length in four bytes big endian, payload
/// (Docker Engine API, "Attach to a container").
/// </summary>
internal static class Demultiplexer
{
    private const int HeaderBytes = 8;
    private const int ErrorStream = 2;

    /// <summary>Copies to the end.</summary>
    /// <param name="read">Reads the source; 0 is its end.</param>
    /// <param name="framed">False for a terminal's stream, which has no frames.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="CliException">The stream is not framed as promised.</exception>
    public static async Task CopyAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, bool framed, Stream output, Stream error, CancellationToken cancel)
    {
        byte[] buffer = new byte[32 * 1024];
        byte[] header = new byte[HeaderBytes];
        int headerLength = 0;
        uint left = 0;
        Stream to = output;
        while (await read(buffer, cancel) is int length and > 0)
        {
            if (!framed)
            {
                await output.WriteAsync(buffer.AsMemory(0, length), cancel);
                await output.FlushAsync(cancel);
                continue;
            }

            for (int at = 0; at < length;)
            {
                if (left == 0)
                {
                    header[headerLength++] = buffer[at++];
                    if (headerLength == HeaderBytes)
                    {
                        headerLength = 0;
                        left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
                        to = header[0] <= ErrorStream ? (header[0] == ErrorStream ? error : output) : throw new CliException("the container's stream is not framed as it should be");
                    }

                    continue;
                }

                int part = (int)Math.Min(left, (uint)(length - at));
                await to.WriteAsync(buffer.AsMemory(at, part), cancel);
                at += part;
                left -= (uint)part;
            }

            await output.FlushAsync(cancel);
        }
    }
}
