using System.Runtime.InteropServices;

namespace Linkspan.Netlink.Wire;

/// <summary>A message that the kernel refused.</summary>
/// <param name="Index">Position in the batch, from 0.</param>
/// <param name="Errno">Error number, positive.</param>
/// <param name="KernelText">The kernel's own words, or null.</param>
/// <param name="AttributeOffset">Offset in bytes of the refused attribute in the message, or −1.</param>
public readonly record struct NetlinkFailure(int Index, int Errno, string? KernelText, int AttributeOffset)
{
    /// <summary>Reads an error or acknowledgement (<c>struct nlmsgerr</c> and its extended attributes).</summary>
    /// <returns>The failure; <see cref="Errno"/> is 0 in an acknowledgement.</returns>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    internal static NetlinkFailure Decode(NetlinkMessage message, int index)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < 4)
        {
            throw new InvalidDataException($"netlink error of {payload.Length} bytes");
        }

        int errno = unchecked(-MemoryMarshal.Read<int>(payload));
        if (errno == 0 || !message.Flags.HasFlag(NetlinkFlags.AcknowledgeAttributes))
        {
            return new NetlinkFailure(index, errno, null, -1);
        }

        return Extended(message.Type == NetlinkControl.Done ? payload[4..] : AfterEcho(payload, message.Flags), index, errno);
    }

    private static ReadOnlySpan<byte> AfterEcho(ReadOnlySpan<byte> payload, NetlinkFlags flags)
    {
        if (payload.Length < 20)
        {
            throw new InvalidDataException($"netlink error of {payload.Length} bytes");
        }

        uint echoed = flags.HasFlag(NetlinkFlags.Capped) ? 16 : MemoryMarshal.Read<uint>(payload[4..]);
        return echoed <= (uint)payload.Length - 4
            ? payload[Math.Min(payload.Length, 4 + (((int)echoed + 3) & ~3))..]
            : throw new InvalidDataException($"netlink error echoes {echoed} bytes in {payload.Length}");
    }

    private static NetlinkFailure Extended(ReadOnlySpan<byte> attributes, int index, int errno)
    {
        string? text = null;
        int offset = -1;
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case ErrorAttribute.Text:
                    text = reader.Text();
                    break;
                case ErrorAttribute.Offset:
                    offset = reader.S32();
                    break;
            }
        }

        return new NetlinkFailure(index, errno, text, offset);
    }
}
