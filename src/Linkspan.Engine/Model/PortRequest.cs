using System.Net;

namespace Linkspan.Engine.Model;

/// <summary>One <c>-p</c>: a container port and the host ports it may get.</summary>
public sealed record PortRequest
{
    /// <summary>Port in the container.</summary>
    public required ushort ContainerPort { get; init; }

    /// <summary>Transport protocol.</summary>
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    /// <summary>Host address; null means every address of both families, or the network's default.</summary>
    public IPAddress? HostAddress { get; init; }

    /// <summary>First host port; 0 asks for a free one.</summary>
    public ushort HostPort { get; init; }

    /// <summary>
    /// Its place among the sandbox's requests, by which the keeper knows it; null means its position in the list. It stays when others
    /// come and go, so that what is not touched is not bound anew.
    /// </summary>
    public int? Place { get; init; }

    /// <summary>Last host port of a range from which the first free one is taken; 0 or <see cref="HostPort"/> for just one.</summary>
    public ushort HostPortEnd { get; init; }
}
