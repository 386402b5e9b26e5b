using Linkspan.Engine.Model;

namespace Linkspan.Engine.Store;

/// <summary>Published ports, those of a range as one.</summary>
internal sealed class PublishedPortsConverter : RunConverter<PublishedPort>
{
    protected override PublishedPort Next(PublishedPort item) => item with
    {
        HostPort = item.HostPort == 0 ? item.HostPort : (ushort)(item.HostPort + 1),
        ContainerPort = (ushort)(item.ContainerPort + 1),
    };
}
