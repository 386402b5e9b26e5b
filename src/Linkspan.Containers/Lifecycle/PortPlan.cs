using System.Globalization;
using System.Net;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Port bindings of Docker's form into the engine's requests.</summary>
internal static class PortPlan
{
    /// <summary>All publications of a container, those of <c>-P</c> included.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static IReadOnlyList<PortRequest> Of(ContainerConfig config, HostConfig host)
    {
        List<PortRequest> ports = [];
        foreach ((string key, IReadOnlyList<PortBinding> bindings) in host.PortBindings)
        {
            (ushort port, Protocol protocol) = Parse(key);
            foreach (PortBinding binding in bindings.Count > 0 ? bindings : [new PortBinding("", "")])
            {
                (ushort first, ushort last) = Range(binding.HostPort);
                ports.Add(new PortRequest
                {
                    ContainerPort = port,
                    Protocol = protocol,
                    HostAddress = Address(binding.HostIp),
                    HostPort = first,
                    HostPortEnd = last,
                });
            }
        }

        var wanted = new Dictionary<(IPAddress?, ushort, Protocol), ushort>(); // container ports by what leads to them
        foreach (PortRequest port in ports.Where(static port => port.HostPort > 0 && port.HostPort == port.HostPortEnd))
        {
            if (!wanted.TryAdd((port.HostAddress, port.HostPort, port.Protocol), port.ContainerPort) && wanted[(port.HostAddress, port.HostPort, port.Protocol)] != port.ContainerPort)
            {
                string name = port.Protocol.ToString().ToLowerInvariant();
                throw new LinkspanException(
                    ErrorKind.Conflict,
                    $"Bind for {port.HostAddress ?? IPAddress.Any}:{port.HostPort} failed: port is already allocated: this container asks for {port.HostPort}/{name} twice; choose another host port");
            }
        }

        if (host.PublishAllPorts)
        {
            foreach ((ushort port, Protocol protocol) in config.ExposedPorts.Select(Parse))
            {
                if (!ports.Exists(p => p.ContainerPort == port && p.Protocol == protocol))
                {
                    ports.Add(new PortRequest { ContainerPort = port, Protocol = protocol });
                }
            }
        }

        return ports;
    }

    /// <summary>Reads <c>80/tcp</c>.</summary>
    public static (ushort Port, Protocol Protocol) Parse(string text)
    {
        string[] parts = text.Split('/', 2);
        Protocol protocol = (parts.Length > 1 ? parts[1].ToLowerInvariant() : "tcp") switch
        {
            "tcp" => Protocol.Tcp,
            "udp" => Protocol.Udp,
            "sctp" => Protocol.Sctp,
            _ => throw Bad(text),
        };
        return (Number(parts[0], text), protocol);
    }

    private static (ushort First, ushort Last) Range(string text)
    {
        if (text.Length == 0)
        {
            return (0, 0);
        }

        string[] parts = text.Split('-', 2);
        ushort first = Number(parts[0], text);
        ushort last = parts.Length > 1 ? Number(parts[1], text) : first;
        return last < first ? throw Bad(text) : (first, last);
    }

    private static IPAddress? Address(string text) => text.Length == 0 ? null
        : IPAddress.TryParse(text, out IPAddress? address) ? address
        : throw new LinkspanException(ErrorKind.Invalid, $"invalid host address for a published port: \"{text}\"");

    private static ushort Number(string part, string text) =>
        ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : throw Bad(text);

    private static LinkspanException Bad(string text) => new(ErrorKind.Invalid, $"invalid port specification: \"{text}\"");
}
