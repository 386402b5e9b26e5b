using System.Runtime.InteropServices;
using Linkspan.Netlink.Namespaces;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Wire;

/// <summary>A socket for notifications with a thread that reads it, so that a burst is taken in while a pool is busy.</summary>
internal sealed unsafe class MulticastListener : IDisposable
{
    private const short Readable = 1; // POLLIN
    private const int BufferBytes = 65536;

    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _stop;
    private readonly MessageHandler _onMessage;
    private readonly Action _onLost;
    private readonly Thread _thread;

    private MulticastListener(NetlinkProtocol protocol, ReadOnlySpan<int> groups, bool everywhere, MessageHandler onMessage, Action onLost)
    {
        _onMessage = onMessage;
        _onLost = onLost;
        _socket = NetlinkDescriptor.Open(protocol);
        foreach (int group in groups)
        {
            NetlinkDescriptor.Join(_socket, group);
        }

        if (everywhere)
        {
            NetlinkDescriptor.HearAllNamespaces(_socket);
        }

        int stop = LibC.EventFd(0, LibC.CloseOnExec);
        _stop = stop >= 0 ? new SafeFileHandle(stop, ownsHandle: true) : throw NetlinkException.FromLastError("create eventfd");
        _thread = new Thread(Listen, 256 * 1024) { IsBackground = true, Name = $"netlink {protocol}" };
    }

    /// <summary>Takes a notification.</summary>
    /// <param name="message">The message.</param>
    /// <param name="space">Number that the listener's namespace has for the one that it comes from; −1 where it is its own.</param>
    public delegate void MessageHandler(NetlinkMessage message, int space);

    /// <summary>Joins the groups in <paramref name="target"/>, or in the caller's namespace, and starts to listen.</summary>
    public static MulticastListener Start(
        NetlinkProtocol protocol, int[] groups, NetworkNamespace? target, MessageHandler onMessage, Action onLost) =>
        Start(protocol, groups, target, everywhere: false, onMessage, onLost);

    /// <summary>The same for the caller's namespace and every one that it has a number for (<c>RTM_NEWNSID</c>): one socket hears all sandboxes.</summary>
    public static MulticastListener StartEverywhere(NetlinkProtocol protocol, int[] groups, MessageHandler onMessage, Action onLost) =>
        Start(protocol, groups, target: null, everywhere: true, onMessage, onLost);

    /// <summary>Stops; when it returns no handler runs any more, unless it is a handler that calls.</summary>
    public void Dispose()
    {
        if (_stop.IsClosed)
        {
            return;
        }

        ulong one = 1;
        _ = LibC.Write((int)_stop.DangerousGetHandle(), &one, sizeof(ulong));
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
            _socket.Dispose();
            _stop.Dispose();
        }
    }

    private static MulticastListener Start(
        NetlinkProtocol protocol, int[] groups, NetworkNamespace? target, bool everywhere, MessageHandler onMessage, Action onLost)
    {
        MulticastListener listener = target is null ? Make() : target.Run(Make);
        listener._thread.Start(); // Here and not inside, or the thread would be born in the namespace.
        return listener;

        MulticastListener Make() => new(protocol, groups, everywhere, onMessage, onLost);
    }

    private void Listen()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
        while (Wait())
        {
            int errno = NetlinkDescriptor.ReceiveNotification(_socket, buffer, out int length, out int space);
            switch (errno)
            {
                case 0:
                    var reader = new NetlinkReader(buffer.AsSpan(0, length));
                    while (reader.Next())
                    {
                        _onMessage(reader.Current, space);
                    }

                    break;
                case Errno.NoBuffers:
                    _onLost();
                    break;
            }
        }
    }

    /// <summary>Waits for a notification; false when it is time to stop.</summary>
    private bool Wait()
    {
        Span<PollDescriptor> descriptors =
        [
            new PollDescriptor { Descriptor = (int)_stop.DangerousGetHandle(), Events = Readable },
            new PollDescriptor { Descriptor = (int)_socket.DangerousGetHandle(), Events = Readable },
        ];
        fixed (PollDescriptor* first = descriptors)
        {
            _ = LibC.Poll(first, 2, -1);
        }

        return descriptors[0].Returned == 0;
    }

    /// <summary><c>struct pollfd</c>, 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
