using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine;

/// <content>Configuration networks: settings under a name, from which networks are made (<c>--config-only</c>, <c>--config-from</c>).</content>
public sealed partial class NetworkEngine
{
    /// <summary>Stores a configuration; nothing of it is in the kernel.</summary>
    private NetworkCreated CreateConfiguration(NetworkRequest request)
    {
        if (request.Internal || request.Attachable || request.Ingress || request.Scope.Length > 0)
        {
            throw new LinkspanException(
                ErrorKind.Forbidden,
                "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.");
        }

        if (request.ConfigFrom.Length > 0)
        {
            throw new LinkspanException(ErrorKind.Forbidden, "a configuration network cannot depend on another configuration network");
        }

        new NetworkBuilder([.. _state.Networks.Values], LookAtHost(), _pools).CheckFreeName(request.Name);
        var network = new Network
        {
            Id = NewId(),
            Name = request.Name,
            Driver = "null",
            Created = _time.GetUtcNow(),
            EnableIPv4 = request.EnableIPv4 ?? true,
            EnableIPv6 = request.EnableIPv6 ?? false,
            IpamDriver = request.IpamDriver.Length == 0 ? "default" : request.IpamDriver,
            IpamOptions = request.IpamOptions,
            Options = request.Options,
            Labels = request.Labels,
            Configuration = request,
        };
        Establish(network);
        Raise("create", network);
        return new NetworkCreated(network, []);
    }

    /// <summary>The request with the settings of the configuration that it names.</summary>
    private NetworkRequest WithConfiguration(NetworkRequest request)
    {
        if (request.ConfigFrom.Length == 0)
        {
            return request;
        }

        NetworkRequest configuration = TryFind(request.ConfigFrom)?.Configuration
            ?? throw new LinkspanException(ErrorKind.NotFound, $"configuration network \"{request.ConfigFrom}\" does not exist");
        if (request.Subnets.Count > 0 || request.Options.Count > 0 || request.IpamOptions.Count > 0 || request.IpamDriver is not ("" or "default") || request.EnableIPv6 is true)
        {
            throw new LinkspanException(
                ErrorKind.Forbidden,
                "user specified configurations are not supported if the network depends on a configuration network; give them to the configuration network itself");
        }

        return request with
        {
            ConfigFrom = Find(request.ConfigFrom).Name,
            EnableIPv4 = request.EnableIPv4 ?? configuration.EnableIPv4,
            EnableIPv6 = configuration.EnableIPv6,
            IpamDriver = configuration.IpamDriver,
            IpamOptions = configuration.IpamOptions,
            Subnets = configuration.Subnets,
            Options = configuration.Options,
            Labels = request.Labels.Concat(configuration.Labels).DistinctBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>True where a network was made from that configuration.</summary>
    private bool IsConfigurationInUse(Network network) =>
        network.Configuration is not null && _state.Networks.Values.Any(other => other.ConfigFrom == network.Name);
}
