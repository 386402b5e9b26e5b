using System.Net;
using System.Text.Json.Serialization;

namespace Linkspan.Engine.Model;

/// <summary>A group of endpoints that reach one another (CNM); immutable, a change is a new value.</summary>
public sealed record Network
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the driver: <c>bridge</c>, <c>macvlan</c>, <c>ipvlan</c>, <c>transparent</c>, <c>device</c>, <c>host</c> or <c>null</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>When the network was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>IPv4 is given to containers.</summary>
    public bool EnableIPv4 { get; init; } = true;

    /// <summary>IPv6 is given to containers.</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>No route to the outside.</summary>
    public bool Internal { get; init; }

    /// <summary>Echoed for clients; has a meaning for multi-host networks only.</summary>
    public bool Attachable { get; init; }

    /// <summary>Ranges in the order asked for.</summary>
    public IReadOnlyList<Subnet> Subnets { get; init; } = [];

    /// <summary>Name of the IPAM driver, as the user gave it.</summary>
    public string IpamDriver { get; init; } = "default";

    /// <summary>IPv4 addresses come from the segment's own DHCP server (<c>--ipam-driver dhcp</c>).</summary>
    [JsonIgnore]
    public bool UsesDhcp => IpamDriver == "dhcp" && EnableIPv4;

    /// <summary>IPv6 addresses are had as the segment's router says, by DHCPv6 or of one's own making; a subnet that the user gave is ours to give from instead.</summary>
    [JsonIgnore]
    public bool UsesSegment6 => IpamDriver == "dhcp" && EnableIPv6 && Subnets.All(static subnet => subnet.Prefix.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6);

    /// <summary>IPAM options, as the user gave them.</summary>
    public IReadOnlyDictionary<string, string> IpamOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Driver options, as the user gave them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The user's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The options' meaning; null unless <see cref="Driver"/> is <c>bridge</c>.</summary>
    public BridgeSettings? Bridge { get; init; }

    /// <summary>The options' meaning; null unless <see cref="Driver"/> is <c>macvlan</c>.</summary>
    public MacvlanSettings? Macvlan { get; init; }

    /// <summary>The options' meaning; null unless <see cref="Driver"/> is <c>ipvlan</c>.</summary>
    public IpvlanSettings? Ipvlan { get; init; }

    /// <summary>The options' meaning; null unless <see cref="Driver"/> is <c>transparent</c>.</summary>
    public TransparentSettings? Transparent { get; init; }

    /// <summary>The options' meaning; null unless <see cref="Driver"/> is <c>device</c>.</summary>
    public DeviceSettings? Device { get; init; }

    /// <summary>What all drivers that give containers a link have in common; null for <c>host</c> and <c>none</c>.</summary>
    [JsonIgnore]
    public LinkSettings? Link => (LinkSettings?)Bridge ?? (LinkSettings?)Physical ?? Device;

    /// <summary>The meaning of a network on a parent's segment; null for all others.</summary>
    [JsonIgnore]
    public ParentSettings? Physical => (ParentSettings?)Macvlan ?? (ParentSettings?)Ipvlan ?? Transparent;

    /// <summary>True where containers get a link of the network; false for <c>host</c> and <c>none</c>.</summary>
    [JsonIgnore]
    public bool JoinsContainers => Link is not null;

    /// <summary>The settings that this network holds for others; it has no members and nothing in the kernel. Null for all other networks.</summary>
    public NetworkRequest? Configuration { get; init; }

    /// <summary>Name of the configuration network that this one was made from; empty for none.</summary>
    public string ConfigFrom { get; init; } = "";

    /// <summary>One of <c>bridge</c>, <c>host</c>, <c>none</c>, which every daemon has.</summary>
    public bool Predefined { get; init; }

    /// <summary>True for <c>bridge</c>, the network of containers that ask for none: no DNS, no aliases, as with Docker.</summary>
    public bool IsDefaultBridge => Predefined && Driver == "bridge";

    /// <summary>
    /// Name of a link that the network needs and that a link of others has at the moment: the network is left out until the name is free. Null where all is well.
    /// Not stored: it is read from the kernel.
    /// </summary>
    [JsonIgnore]
    public string? TakenLink { get; init; }

    /// <summary>The subnet that an address lies in, or null.</summary>
    public Subnet? SubnetOf(IPAddress? address) => address is null ? null : Subnets.FirstOrDefault(subnet => subnet.Prefix.Contains(address));
}
