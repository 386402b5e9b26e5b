namespace Linkspan.Netlink.Route;

/// <summary>Address family of a message's fixed header (bits/socket.h).</summary>
internal static class AddressFamily
{
    public const byte Unspecified = 0; // AF_UNSPEC
    public const byte IPv4 = 2; // AF_INET
    public const byte Bridge = 7; // AF_BRIDGE
    public const byte IPv6 = 10; // AF_INET6

    public static byte Of(System.Net.IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
}
