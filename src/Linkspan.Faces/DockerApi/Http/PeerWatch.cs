using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>
/// Tells a client that has gone from one that has merely no more to say. Both end the input; only poll(2) says POLLHUP where the other end of a
/// Unix socket is closed altogether (net/unix/af_unix.c, unix_poll). On TCP a closed end looks like a half-closed one until something is written.
/// </summary>
internal static partial class PeerWatch
{
    private const short HangUp = 0x10; // POLLHUP
    private const short Error = 0x08; // POLLERR

    /// <summary>True where nobody can read what is written.</summary>
    public static bool IsGone(Socket socket)
    {
        try
        {
            bool held = false;
            try
            {
                socket.SafeHandle.DangerousAddRef(ref held);
                var asked = new PollDescriptor { Descriptor = (int)socket.SafeHandle.DangerousGetHandle() };
                return Poll(ref asked, 1, 0) > 0 && (asked.Happened & (HangUp | Error)) != 0;
            }
            finally
            {
                if (held)
                {
                    socket.SafeHandle.DangerousRelease();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>No more is taken from the client: its writes fail with EPIPE, what it wrote before can be read.</summary>
    public static void RefuseInput(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeoutMs);

    /// <summary><c>struct pollfd</c>, 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
