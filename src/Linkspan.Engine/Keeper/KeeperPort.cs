using System.Net;
using System.Text.Json.Serialization;
using Linkspan.Engine.Model;

namespace Linkspan.Engine.Keeper;

/// <summary>
/// One host port to hold, or a run of neighbours. IPv4 and IPv6 are separate reservations (an IPv6 socket never takes IPv4 traffic); what must share
/// one port number shares a <see cref="Group"/>.
/// </summary>
public sealed record KeeperPort
{
    /// <summary>Id, chosen by the caller. Reserving an id again with the same address and protocol answers what is held and takes over the targets.</summary>
    public required string Id { get; init; }

    /// <summary>Ports of one group get the same number; null is a group of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Host address, the unspecified one of a family for all of them.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public required IPAddress HostAddress { get; init; }

    /// <summary>First host port; 0 asks for a free one of the kernel's range.</summary>
    public ushort HostPort { get; init; }

    /// <summary>Last host port of a range from which the first free one is taken; 0 for just <see cref="HostPort"/>.</summary>
    public ushort HostPortEnd { get; init; }

    /// <summary>Transport protocol.</summary>
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    /// <summary>IPv4 address in the sandbox; traffic that the kernel's rules do not catch is relayed there.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? Target4 { get; init; }

    /// <summary>IPv6 address in the sandbox, preferred for traffic that came by IPv6.</summary>
    [JsonConverter(typeof(IPAddressConverter))]
    public IPAddress? Target6 { get; init; }

    /// <summary>Port in the sandbox.</summary>
    public required ushort TargetPort { get; init; }

    /// <summary>
    /// Ports that follow this one: in each the number in the id (<c>owner/number/host</c>), the host port and the port in the sandbox are one higher. Only
    /// where <see cref="HostPort"/> is the one asked for, and without a group.
    /// </summary>
    public int Further { get; init; }

    /// <summary>Its ids.</summary>
    [JsonIgnore]
    public KeeperPortIds Ids => new(Id, Further);

    /// <summary>Each port by itself.</summary>
    public IEnumerable<KeeperPort> Each() => Further <= 0 ? [this] : Enumerable.Range(0, Further + 1).Select(At);

    /// <summary>The port at that place of the run.</summary>
    public KeeperPort At(int offset) => Further == 0 ? this : this with
    {
        Id = KeeperPortId.Parse(Id).Plus(offset).ToString(),
        HostPort = (ushort)(HostPort + offset),
        TargetPort = (ushort)(TargetPort + offset),
        Further = 0,
    };
}
