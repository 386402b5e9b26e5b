namespace Linkspan.Dns.Server;

/// <summary>What a client's server is made of.</summary>
/// <param name="Udp">Bound UDP socket, non-blocking; the server owns it.</param>
/// <param name="Tcp">Listening TCP socket, non-blocking; the server owns it.</param>
/// <param name="OpenInside">Opens a socket in the client's network stack: family and type in, descriptor or −1 out.</param>
internal sealed record ClientSockets(int Udp, int Tcp, Func<int, int, int> OpenInside);
