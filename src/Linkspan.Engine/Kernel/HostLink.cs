namespace Linkspan.Engine.Kernel;

/// <summary>A link of the host, as far as a request for a network must know it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind (<c>bridge</c>, <c>vlan</c>, …); null for hardware and loopback.</param>
internal sealed record HostLink(string Name, string? Kind)
{
    /// <summary>MTU in bytes.</summary>
    public int MtuBytes { get; init; } = 1500;

    /// <summary>Set up by the administrator.</summary>
    public bool IsUp { get; init; } = true;

    /// <summary>The loopback link.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>It carries Ethernet frames; a tunnel of IP packets does not.</summary>
    public bool IsEthernet { get; init; } = true;

    /// <summary>A radio: access points take frames of the station's own address alone.</summary>
    public bool IsWireless { get; init; }

    /// <summary>Made by us.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Name of the bridge, bond or the like that it belongs to; null for none.</summary>
    public string? Master { get; init; }

    /// <summary>True for a bridge.</summary>
    public bool IsBridge => Kind == "bridge";
}
