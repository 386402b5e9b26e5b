using System.Runtime.InteropServices;
using Linkspan.Netlink.Namespaces;
using Linkspan.Netlink.Wire;

namespace Linkspan.Netlink.Route;

/// <summary>
/// The number that a namespace has for another one. The kernel gives one with the first link that joins the two; it names the namespace
/// in notifications and in <see cref="Link.LinkNamespace"/>.
/// </summary>
public static class NamespaceNumber
{
    private const ushort Number = 1; // NETNSA_NSID
    private const ushort Descriptor = 3; // NETNSA_FD

    /// <summary>The number of <paramref name="target"/> in the socket's namespace, given now where it has none.</summary>
    /// <exception cref="NetlinkException">Privilege is missing.</exception>
    public static int Assign(RouteSocket socket, NetworkNamespace target)
    {
        int errno = Ask(socket, RouteMessage.NewNamespaceNumber, target, out int number);
        return errno switch
        {
            0 when number >= 0 => number, // told by the echo
            0 or Errno.Exists => Find(socket, target),
            _ => throw new NetlinkException("number a network namespace", errno),
        };
    }

    /// <summary>The number of <paramref name="target"/> in the socket's namespace; −1 where it has none.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static int Find(RouteSocket socket, NetworkNamespace target) =>
        Ask(socket, RouteMessage.GetNamespaceNumber, target, out int number) is not 0 and int errno
            ? throw new NetlinkException("ask for the number of a network namespace", errno)
            : number;

    private static int Ask(RouteSocket socket, ushort type, NetworkNamespace target, out int number)
    {
        number = -1;
        return socket.Netlink.TryAsk(
            new Request(type, target.Descriptor),
            ref number,
            static (NetlinkMessage message, ref int number) =>
            {
                AttributeReader reader = message.Attributes<Header>();
                while (reader.Next())
                {
                    number = reader.Type == Number ? reader.S32() : number;
                }
            });
    }

    /// <summary><c>struct rtgenmsg</c>, padded to 4 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Header
    {
        private readonly uint _family;
    }

    private readonly struct Request(ushort type, int descriptor) : INetlinkRequest
    {
        public void Write(ref NetlinkWriter writer)
        {
            writer.Begin(type, type == RouteMessage.NewNamespaceNumber ? NetlinkFlags.Echo : NetlinkFlags.None);
            writer.Append(default(Header));
            if (type == RouteMessage.NewNamespaceNumber)
            {
                writer.S32(Number, -1); // NETNSA_NSID_NOT_ASSIGNED: the kernel chooses
            }

            writer.U32(Descriptor, (uint)descriptor);
        }
    }
}
