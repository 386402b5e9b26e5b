using Linkspan.Engine.Model;

namespace Linkspan.Engine.Store;

/// <summary>Requests for ports, those for a range as one.</summary>
internal sealed class PortRequestsConverter : RunConverter<PortRequest>
{
    protected override PortRequest Next(PortRequest item) => item with
    {
        ContainerPort = (ushort)(item.ContainerPort + 1),
        HostPort = Next(item.HostPort),
        HostPortEnd = Next(item.HostPortEnd),
        Place = item.Place + 1,
    };

    /// <summary>0 is no port: any, or none.</summary>
    private static ushort Next(ushort port) => port == 0 ? port : (ushort)(port + 1);
}
