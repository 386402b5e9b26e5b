using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Wire;

/// <summary>Opening, tuning and reading of netlink descriptors, for request and event sockets alike.</summary>
internal static unsafe class NetlinkDescriptor
{
    private const int CapAcknowledge = 10; // NETLINK_CAP_ACK
    private const int ExtendedAcknowledge = 11; // NETLINK_EXT_ACK
    private const int AllNamespaces = 8; // NETLINK_LISTEN_ALL_NSID
    private const int StrictCheck = 12; // NETLINK_GET_STRICT_CHK
    private const int AddMembership = 1; // NETLINK_ADD_MEMBERSHIP
    private const int ReceiveBufferBytes = 4 << 20; // A limit, not a reservation: some 5,000 refusals, each charged 768 bytes.
    private const int AnswerTimeoutSeconds = 10;

    public static SafeFileHandle Open(NetlinkProtocol protocol)
    {
        int socket = LibC.Socket(LibC.NetlinkFamily, LibC.Raw | LibC.CloseOnExec, (int)protocol);
        if (socket < 0)
        {
            throw NetlinkException.FromLastError($"open {protocol} netlink socket");
        }

        var handle = new SafeFileHandle(socket, ownsHandle: true);
        SocketAddress address = default;
        address.Family = LibC.NetlinkFamily;
        if (LibC.Bind(socket, &address, (uint)sizeof(SocketAddress)) < 0)
        {
            handle.Dispose();
            throw NetlinkException.FromLastError($"bind {protocol} netlink socket");
        }

        // Each may be missing on an old kernel; answers are right without them, errors only say less.
        SetOption(socket, LibC.NetlinkLevel, ExtendedAcknowledge, 1);
        SetOption(socket, LibC.NetlinkLevel, CapAcknowledge, 1);
        SetOption(socket, LibC.NetlinkLevel, StrictCheck, 1);
        SetOption(socket, LibC.SocketLevel, LibC.ReceiveBufferForce, ReceiveBufferBytes);
        TimeValue timeout = new() { Seconds = AnswerTimeoutSeconds };
        LibC.SetOption(socket, LibC.SocketLevel, LibC.ReceiveTimeout, &timeout, (uint)sizeof(TimeValue));
        return handle;
    }

    public static void Join(SafeFileHandle handle, int group)
    {
        if (SetOption((int)handle.DangerousGetHandle(), LibC.NetlinkLevel, AddMembership, group) < 0)
        {
            throw NetlinkException.FromLastError($"join netlink group {group}");
        }
    }

    /// <summary>The port that the kernel gave the socket; 0 where it cannot be read.</summary>
    public static uint Port(SafeFileHandle handle)
    {
        SocketAddress address = default;
        uint length = (uint)sizeof(SocketAddress);
        return LibC.SocketName((int)handle.DangerousGetHandle(), &address, &length) == 0 ? address.Port : 0;
    }

    /// <summary>Lets the socket hear the notifications of every namespace that its own has a number for.</summary>
    public static void HearAllNamespaces(SafeFileHandle handle)
    {
        if (SetOption((int)handle.DangerousGetHandle(), LibC.NetlinkLevel, AllNamespaces, 1) < 0)
        {
            throw NetlinkException.FromLastError("listen to all network namespaces");
        }
    }

    /// <summary>Receives one notification without waiting.</summary>
    /// <param name="handle">The socket.</param>
    /// <param name="buffer">Room for the datagram.</param>
    /// <param name="length">Its length.</param>
    /// <param name="space">Number of the namespace that it comes from; −1 where it is the socket's own.</param>
    /// <returns>0 or errno.</returns>
    public static int ReceiveNotification(SafeFileHandle handle, Span<byte> buffer, out int length, out int space)
    {
        length = 0;
        space = -1;
        SocketAddress sender = default;
        long* control = stackalloc long[8];
        fixed (byte* start = buffer)
        {
            var part = new Part { Start = start, Length = (nuint)buffer.Length };
            var header = new MessageHeader
            {
                Name = &sender,
                NameLength = (uint)sizeof(SocketAddress),
                Parts = &part,
                PartCount = 1,
                Control = control,
                ControlLength = 8 * sizeof(long),
            };
            nint received;
            do
            {
                received = LibC.ReceiveMessage((int)handle.DangerousGetHandle(), &header, LibC.DontWait);
            }
            while (received < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

            if (received < 0)
            {
                return Marshal.GetLastPInvokeError();
            }

            length = sender.Port == 0 && (header.Flags & LibC.Truncated) == 0 ? (int)received : 0; // only the kernel is believed
            var first = (ControlHeader*)control;
            if (header.ControlLength >= (nuint)sizeof(ControlHeader) + sizeof(int) && first->Level == LibC.NetlinkLevel && first->Type == AllNamespaces)
            {
                space = *(int*)(first + 1);
            }
        }

        return 0;
    }

    /// <summary>Makes room for a datagram; without privilege in the socket's namespace only up to <c>net.core.wmem_max</c>.</summary>
    public static void SetSendBuffer(SafeFileHandle handle, int bytes)
    {
        int socket = (int)handle.DangerousGetHandle();
        if (SetOption(socket, LibC.SocketLevel, LibC.SendBufferForce, bytes) < 0)
        {
            SetOption(socket, LibC.SocketLevel, LibC.SendBuffer, bytes);
        }
    }

    /// <summary>Receives one datagram of the kernel; those of other processes are dropped.</summary>
    /// <returns>0 or errno.</returns>
    public static int Receive(SafeFileHandle handle, Span<byte> buffer, int flags, out int length)
    {
        length = 0;
        while (true)
        {
            SocketAddress sender = default;
            uint addressLength = (uint)sizeof(SocketAddress);
            nint received;
            fixed (byte* start = buffer)
            {
                received = LibC.ReceiveFrom(
                    (int)handle.DangerousGetHandle(), start, buffer.Length, flags | LibC.Truncated, &sender, &addressLength);
            }

            if (received < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.Interrupted)
                {
                    return errno;
                }
            }
            else if (sender.Port == 0)
            {
                length = received <= buffer.Length
                    ? (int)received
                    : throw new InvalidDataException($"netlink datagram of {received} bytes exceeds the buffer of {buffer.Length}");
                return 0;
            }
        }
    }

    private static int SetOption(int socket, int level, int option, int value) => LibC.SetOption(socket, level, option, &value, sizeof(int));

    /// <summary><c>struct sockaddr_nl</c>, 12 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SocketAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }

    /// <summary><c>struct timeval</c>, 16 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public long Seconds;
        public long Microseconds;
    }

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>, 56 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct cmsghdr</c>, 16 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
