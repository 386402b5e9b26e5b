using System.Net;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Ports;

/// <summary>
/// The numbers that requests for a free port got before: several requests may name one container port, so each takes one that no earlier one took.
/// </summary>
/// <param name="sandbox">The sandbox with what it has published.</param>
internal sealed class HeldNumbers(Sandbox sandbox)
{
    private readonly bool _any = sandbox.Request.Ports.Any(HasChoice);
    private readonly HashSet<(IPAddress, ushort, Protocol)> _claimed = [];
    private ILookup<(ushort, Protocol), PublishedPort>? _byPort;

    /// <summary>The number of the request; null where it names the only one possible, or got none before.</summary>
    public ushort? Take(PortRequest request, IPAddress[] hosts)
    {
        if (!_any)
        {
            return null;
        }

        ushort? number = HasChoice(request) ? Find(request, hosts) : null;
        foreach (IPAddress host in hosts)
        {
            _claimed.Add((host, number ?? request.HostPort, request.Protocol));
        }

        return number;
    }

    private static bool HasChoice(PortRequest request) => request.HostPort == 0 || request.HostPortEnd > request.HostPort;

    private ushort? Find(PortRequest request, IPAddress[] hosts)
    {
        _byPort ??= sandbox.Published.ToLookup(static port => (port.ContainerPort, port.Protocol));
        return _byPort[(request.ContainerPort, request.Protocol)].FirstOrDefault(port =>
            port.HostPort != 0 && (request.HostPort == 0 || (port.HostPort >= request.HostPort && port.HostPort <= request.HostPortEnd)) &&
            hosts.Contains(port.HostAddress) && !_claimed.Contains((port.HostAddress, port.HostPort, port.Protocol)))?.HostPort;
    }
}
