using System.Net;
using Linkspan.Engine.Keeper;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ports;

/// <summary>Turns the keeper's errno for a port into the sentence that helps.</summary>
internal static class PortErrors
{
    private const int PermissionDenied = 13; // EACCES
    private const int TooManyFiles = 24; // EMFILE
    private const int ProtocolNotSupported = 93; // EPROTONOSUPPORT
    private const int SocketTypeNotSupported = 94; // ESOCKTNOSUPPORT
    private const int AddressInUse = 98; // EADDRINUSE
    private const int AddressNotAvailable = 99; // EADDRNOTAVAIL

    /// <summary>The exception for a port that could not be had.</summary>
    /// <param name="port">The reservation.</param>
    /// <param name="errno">Why not.</param>
    /// <param name="others">Other sandboxes, one of which may hold the port.</param>
    public static LinkspanException For(KeeperPort port, int errno, IEnumerable<Sandbox> others)
    {
        string host = new System.Net.IPEndPoint(port.HostAddress, port.HostPort).ToString();
        string protocol = port.Protocol.ToString().ToLowerInvariant();
        return errno switch
        {
            AddressInUse when port.HostPort == 0 => new LinkspanException(
                ErrorKind.Unavailable, $"no free host port is left for {port.HostAddress} {protocol}; widen net.ipv4.ip_local_port_range or name a port"),
            AddressInUse when Holder(port, others) is { } holder => new LinkspanException(
                ErrorKind.Conflict, $"Bind for {host} failed: port is already allocated to container {holder}; choose another host port"),
            AddressInUse => new LinkspanException(
                ErrorKind.Conflict, $"failed to bind host port {host}/{protocol}: address already in use by a process of the host; stop it or choose another port"),
            AddressNotAvailable => new LinkspanException(
                ErrorKind.Invalid, $"failed to bind host port {host}/{protocol}: cannot assign requested address: no link of this host has {port.HostAddress}"),
            ProtocolNotSupported or SocketTypeNotSupported => new LinkspanException(
                ErrorKind.Unsupported, $"failed to bind host port {host}/{protocol}: this kernel lacks {protocol} (CONFIG_IP_{protocol.ToUpperInvariant()}); load the module or build it in"),
            TooManyFiles => new LinkspanException(
                ErrorKind.Unavailable, $"failed to bind host port {host}/{protocol}: each port of a family is an open file, and the keeper has as many as it may; raise the limit (ulimit -n, LimitNOFILE=) and start the keeper anew, or publish fewer ports"),
            PermissionDenied => new LinkspanException(
                ErrorKind.Forbidden, $"failed to bind host port {host}/{protocol}: permission denied; a port below net.ipv4.ip_unprivileged_port_start needs CAP_NET_BIND_SERVICE"),
            _ => new LinkspanException(ErrorKind.Internal, $"failed to bind host port {host}/{protocol}: errno {errno}"),
        };
    }

    private static bool Collide(IPAddress left, IPAddress right) =>
        left.AddressFamily == right.AddressFamily &&
        (left.Equals(right) || left.Equals(IPAddress.Any) || right.Equals(IPAddress.Any) || left.Equals(IPAddress.IPv6Any) || right.Equals(IPAddress.IPv6Any));

    private static string? Holder(KeeperPort port, IEnumerable<Sandbox> others) => others
        .FirstOrDefault(sandbox => sandbox.Published.Any(held =>
            held.Protocol == port.Protocol && held.HostPort != 0 && Collide(held.HostAddress, port.HostAddress) &&
            (held.HostPort == port.HostPort || (held.HostPort >= port.HostPort && held.HostPort <= port.HostPortEnd))))
        ?.Request.Name;
}
