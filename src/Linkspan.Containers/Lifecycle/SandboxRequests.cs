using Linkspan.Containers.Model;
using Linkspan.Engine.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>What a container asks of the engine.</summary>
internal static class SandboxRequests
{
    /// <summary>The request for a container with a network of its own.</summary>
    public static SandboxRequest Of(Container container) => new()
    {
        Id = container.Id,
        Name = container.Name,
        Hostname = container.Config.Hostname,
        DomainName = container.Config.Domainname,
        Endpoints = container.Endpoints,
        Ports = container.Endpoints.Count > 0 ? PortPlan.Of(container.Config, container.HostConfig) : [],
        Resolver = new ResolverSettings
        {
            Servers = container.HostConfig.Dns,
            Search = container.HostConfig.DnsSearch,
            Options = container.HostConfig.DnsOptions,
        },
        ExtraHosts = container.HostConfig.ExtraHosts,
    };
}
