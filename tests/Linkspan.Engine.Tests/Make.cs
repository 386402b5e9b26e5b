using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Linkspan.Engine.Ipam;
using Linkspan.Engine.Kernel;
using Linkspan.Engine.Model;
using Linkspan.Engine.Requests;

namespace Linkspan.Engine.Tests;

/// <summary>Networks, endpoints and sandboxes as the engine makes them, without a kernel.</summary>
internal static class Make
{
    public static readonly HostView EmptyHost = new([], 1500, new Dictionary<string, HostLink>());

    public static readonly IReadOnlyList<AddressPool> Pools = SubnetPools.For([], "host");

    public static NetworkCreated Create(NetworkRequest request, HostView? host = null, params Network[] existing) =>
        new NetworkBuilder(existing, host ?? EmptyHost, Pools).Build(request, Id(request.Name), DateTimeOffset.UnixEpoch);

    public static Network Network(string name, Func<NetworkRequest, NetworkRequest>? change = null, HostView? host = null, params Network[] existing)
    {
        var request = new NetworkRequest { Name = name };
        return Create(change?.Invoke(request) ?? request, host, existing).Network;
    }

    public static NetworkRequest With(this NetworkRequest request, string option, string value) =>
        request with { Options = new Dictionary<string, string>(request.Options) { [option] = value } };

    public static NetworkRequest On(this NetworkRequest request, params string[] subnets) =>
        request with { Subnets = [.. subnets.Select(static subnet => new SubnetRequest { Subnet = subnet })] };

    /// <summary>A sandbox with one endpoint a network, each with the subnet's tenth address.</summary>
    public static Sandbox Sandbox(string name, IReadOnlyList<Network> networks, params PortRequest[] ports)
    {
        var request = new SandboxRequest
        {
            Id = Id(name),
            Name = name,
            Hostname = name,
            Ports = ports,
            Endpoints = [.. networks.Select(static network => new EndpointRequest { Network = network.Name })],
        };
        return new Sandbox
        {
            Id = request.Id,
            NamespacePath = "/pin/" + name,
            Request = request,
            Endpoints = [.. networks.Select((network, index) => Endpoint(request, network, index))],
        };
    }

    public static Dictionary<string, Network> Index(params Network[] networks) => networks.ToDictionary(static network => network.Id);

    public static string Id(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    /// <summary>Compares with a golden file, or rewrites it where LINKSPAN_UPDATE is 1.</summary>
    public static void MatchesGolden(string name, string actual, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "golden", name);
        if (Environment.GetEnvironmentVariable("LINKSPAN_UPDATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "(no golden file; run with LINKSPAN_UPDATE=1)", actual);
    }

    private static Endpoint Endpoint(SandboxRequest sandbox, Network network, int index)
    {
        IPAddress? Tenth(AddressFamily family) => network.Subnets
            .Where(subnet => subnet.Prefix.BaseAddress.AddressFamily == family)
            .Select(subnet => AddressMath.ToAddress(AddressMath.First(subnet.Prefix) + 10, family))
            .FirstOrDefault();
        IPAddress? ipv4 = Tenth(AddressFamily.InterNetwork);
        IPAddress? ipv6 = Tenth(AddressFamily.InterNetworkV6);
        return new Endpoint
        {
            Id = Id(sandbox.Name + network.Name),
            NetworkId = network.Id,
            Order = index,
            InterfaceName = $"eth{index}",
            HostLink = $"veth{index}{sandbox.Name}",
            Mac = EndpointBuilder.MacOf(ipv4, ipv6),
            IPv4 = ipv4,
            IPv6 = ipv6,
            Request = sandbox.Endpoints[index],
        };
    }
}
