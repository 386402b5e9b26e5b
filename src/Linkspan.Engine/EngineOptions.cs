using System.Net;

namespace Linkspan.Engine;

/// <summary>Settings of the engine, validated by <see cref="NetworkEngine.OpenAsync"/>; defaults are Docker's unless the text says why not.</summary>
public sealed record EngineOptions
{
    /// <summary>Folder of the database (<c>--data-root</c>).</summary>
    public required string DataRoot { get; init; }

    /// <summary>Mode of the data root where it is made: what containers are given (environments, logs, volumes) is root's affair.</summary>
    public const UnixFileMode DataRootMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Folder of sockets and pinned namespaces (<c>--exec-root</c>); must not outlive a boot.</summary>
    public required string ExecRoot { get; init; }

    /// <summary>Pools from which automatic subnets are cut, in order; empty means the built-in ones.</summary>
    public IReadOnlyList<AddressPool> AddressPools { get; init; } = [];

    /// <summary>Address and range of the default bridge (<c>--bip</c>, e.g. <c>172.17.0.1/16</c>); null takes the first free pool.</summary>
    public string? BridgeAddress4 { get; init; }

    /// <summary>IPv6 address and range of the default bridge (<c>--bip6</c>).</summary>
    public string? BridgeAddress6 { get; init; }

    /// <summary>Part of the default bridge's range for containers (<c>--fixed-cidr</c>).</summary>
    public string? FixedRange4 { get; init; }

    /// <summary>Part of the default bridge's IPv6 range for containers (<c>--fixed-cidr-v6</c>).</summary>
    public string? FixedRange6 { get; init; }

    /// <summary>
    /// Name of the default bridge (<c>--bridge</c>); <c>none</c> for no default bridge network. A bridge that exists already is joined.
    /// Null takes <c>docker0</c>, or <c>linkspan0</c> where somebody else has a link of that name.
    /// </summary>
    public string? BridgeName { get; init; }

    /// <summary>IPv6 on the default bridge (<c>--ipv6</c>).</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>Containers of the default bridge reach each other (<c>--icc</c>).</summary>
    public bool InterContainer { get; init; } = true;

    /// <summary>The default bridge masquerades (<c>--ip-masq</c>).</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Forwarding sysctls are switched on where needed (<c>--ip-forward</c>).</summary>
    public bool Forwarding { get; init; } = true;

    /// <summary>Host address of published ports that name none (<c>--ip</c>); null or unspecified means all.</summary>
    public IPAddress? DefaultHostAddress { get; init; }

    /// <summary>MTU in bytes of the default bridge (<c>--mtu</c>); 0 means the uplink's.</summary>
    public int MtuBytes { get; init; }

    /// <summary>Resolvers of containers that name none (<c>--dns</c>, <c>--dns-search</c>, <c>--dns-opt</c>).</summary>
    public Model.ResolverSettings Resolver { get; init; } = new();

    /// <summary>Addresses for <c>host-gateway</c> (<c>--host-gateway-ip</c>); empty means the default bridge's.</summary>
    public IReadOnlyList<IPAddress> HostGateway { get; init; } = [];

    /// <summary>Default driver options per driver (<c>--default-network-opt bridge=key=value</c>).</summary>
    public IReadOnlyDictionary<string, string> DefaultBridgeOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Who may reach published ports of networks that do not say (<c>--publish-access</c>).</summary>
    public Model.PublishAccess PublishAccess { get; init; } = Model.PublishAccess.Any;

    /// <summary>
    /// The kernel is watched, and what others change of ours is put right at once. Off, it is put right at the next start: for tests, and for
    /// short-lived processes.
    /// </summary>
    public bool Watch { get; init; } = true;

    /// <summary>How many network stacks of each kind (with DNS or without, with a veth pair or without) are made ahead, so that a container need not wait for them; 0 for none.</summary>
    public int ReadySandboxes { get; init; } = 4;

    /// <summary>
    /// Asked at the start where sandboxes have a pin no longer, which a reboot takes from all of them. Null where nobody knows of processes in sandboxes: they are
    /// dropped then.
    /// </summary>
    public NamespaceFinder? FindNamespaces { get; init; }

    /// <summary>Path of the keeper's executable, <c>linkspan-net</c>.</summary>
    public required string KeeperPath { get; init; }
}
