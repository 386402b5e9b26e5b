namespace Linkspan.Net.Keep;

/// <summary>A blocking Unix socket that carries bytes and descriptors (SCM_RIGHTS, unix(7)).</summary>
internal static unsafe class DescriptorChannel
{
    private const int MaxPerMessage = 250; // SCM_MAX_FD is 253
    private const int ControlHead = 16; // struct cmsghdr
    private const int GetFlags = 3; // F_GETFL
    private const int SetFlags = 4; // F_SETFL
    private const int CloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int ReceiveTimeout = 20; // SO_RCVTIMEO
    private const int SendTimeout = 21; // SO_SNDTIMEO

    /// <summary>Lets calls wait, but not for ever.</summary>
    public static void MakeBlocking(int socket, int timeoutSeconds)
    {
        _ = Native.FileControl(socket, SetFlags, Native.FileControl(socket, GetFlags, 0) & ~Native.NonBlocking);
        long* time = stackalloc long[2];
        time[0] = timeoutSeconds;
        time[1] = 0;
        _ = LibC.SetOption(socket, LibC.SocketLevel, ReceiveTimeout, time, 16);
        _ = LibC.SetOption(socket, LibC.SocketLevel, SendTimeout, time, 16);
    }

    /// <summary>Sends all bytes.</summary>
    public static bool TrySend(int socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint count;
            fixed (byte* start = bytes)
            {
                count = LibC.Send(socket, start, bytes.Length, LibC.NoSignal);
            }

            if (count <= 0)
            {
                return false;
            }

            bytes = bytes[(int)count..];
        }

        return true;
    }

    /// <summary>Receives exactly as many bytes as asked for.</summary>
    public static bool TryReceive(int socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint count;
            fixed (byte* start = bytes)
            {
                count = LibC.Receive(socket, start, bytes.Length, 0);
            }

            if (count <= 0)
            {
                return false;
            }

            bytes = bytes[(int)count..];
        }

        return true;
    }

    /// <summary>Sends descriptors.</summary>
    public static bool TrySendDescriptors(int socket, ReadOnlySpan<int> descriptors)
    {
        byte* control = stackalloc byte[ControlHead + (MaxPerMessage * sizeof(int))];
        byte mark = (byte)'d';
        while (!descriptors.IsEmpty)
        {
            ReadOnlySpan<int> chunk = descriptors[..Math.Min(descriptors.Length, MaxPerMessage)];
            nuint length = (nuint)(ControlHead + (chunk.Length * sizeof(int)));
            *(nuint*)control = length;
            *(int*)(control + 8) = LibC.SocketLevel;
            *(int*)(control + 12) = Native.Rights;
            chunk.CopyTo(new Span<int>(control + ControlHead, chunk.Length));
            BufferRange range = new() { Start = &mark, Length = 1 };
            MessageHeader header = new() { Buffers = &range, BufferCount = 1, Control = control, ControlLength = (length + 7) & ~(nuint)7 };
            if (Native.SendMessage(socket, &header, LibC.NoSignal) != 1)
            {
                return false;
            }

            descriptors = descriptors[chunk.Length..];
        }

        return true;
    }

    /// <summary>Receives as many descriptors as asked for.</summary>
    public static bool TryReceiveDescriptors(int socket, Span<int> descriptors)
    {
        byte* control = stackalloc byte[ControlHead + (MaxPerMessage * sizeof(int)) + 8];
        while (!descriptors.IsEmpty)
        {
            byte mark;
            BufferRange range = new() { Start = &mark, Length = 1 };
            MessageHeader header = new()
            {
                Buffers = &range,
                BufferCount = 1,
                Control = control,
                ControlLength = (nuint)(ControlHead + (MaxPerMessage * sizeof(int)) + 8),
            };
            if (Native.ReceiveMessage(socket, &header, CloseOnExec) != 1 || header.ControlLength < ControlHead)
            {
                return false;
            }

            int count = (int)((*(nuint*)control - ControlHead) / sizeof(int));
            if (count == 0 || count > descriptors.Length)
            {
                return false;
            }

            new ReadOnlySpan<int>(control + ControlHead, count).CopyTo(descriptors);
            descriptors = descriptors[count..];
        }

        return true;
    }
}
