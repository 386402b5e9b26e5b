using Linkspan.Containers;
using Linkspan.Engine;
using Linkspan.Engine.Drivers;
using Linkspan.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Linkspan.Daemon;

/// <summary>The flags of <c>linkspan daemon</c>: dockerd's names where the meaning is the same.</summary>
internal sealed class DaemonFlags
{
    private static readonly string[] WithoutEffect =
    [
        "--userland-proxy", "--userland-proxy-path", "--containerd-plugins-namespace", "--experimental", "--storage-driver", "--storage-opt",
        "--iptables", "--ip6tables", "--default-ipc-mode", "--default-cgroupns-mode", "--registry-mirror", "--insecure-registry", "--feature",
        "--ip-forward-no-drop", "--allow-direct-routing", "--bridge-accept-fwmark", "--firewall-backend", "--network-control-plane-mtu",
        "--selinux-enabled", "--exec-opt", "--log-format", "--raw-logs", "--max-concurrent-downloads", "--max-concurrent-uploads", "--label",
        "--oom-score-adjust", "--shutdown-timeout", "--cpu-rt-period", "--cpu-rt-runtime", "--seccomp-profile", "--metrics-addr", "--validate",
    ];

    private readonly ListenerFlags _listeners = new(Environment.GetEnvironmentVariable);
    private readonly Option<string> _dataRoot = Text("--data-root", null, "Folder of what lasts: networks, containers, images, volumes", "/var/lib/linkspan");
    private readonly Option<string> _execRoot = Text("--exec-root", null, "Folder of what lasts until the next boot", "/run/linkspan");
    private readonly Option<string?> _pidFile = Maybe("--pidfile", "-p", "File for the process id (default: linkspan.pid in the exec root)");
    private readonly Option<string?> _config = Maybe("--config-file", null, "Configuration in dockerd's daemon.json form; flags of the command line win");
    private readonly Option<string?> _containerd = Maybe("--containerd", null, "Socket of a containerd that runs already (default: one of our own is started)");
    private readonly Option<string> _containerdNamespace = Text("--containerd-namespace", null, "containerd's namespace", "linkspan");
    private readonly Option<string> _runtime = Text("--default-runtime", null, "OCI runtime: runc, crun or a path", "runc");
    private readonly Option<string[]> _runtimes = new("--add-runtime") { Description = "Further runtime, name=path", DefaultValueFactory = static _ => [] };
    private readonly Option<bool> _init = new("--init") { Description = "Run an init in containers that do not say otherwise" };
    private readonly Option<string?> _initPath = Maybe("--init-path", null, "That init");
    private readonly Option<string> _cgroupParent = Text("--cgroup-parent", null, "Cgroup above all containers", "/linkspan");
    private readonly Option<string?> _logDriver = Maybe("--log-driver", null, "Log driver of containers: json-file or none");
    private readonly Option<string[]> _logOptions = new("--log-opt") { Description = "Its options, e.g. max-size=10m", DefaultValueFactory = static _ => [] };
    private readonly Option<string?> _bip = Maybe("--bip", null, "Address of the default bridge, e.g. 172.17.0.1/16");
    private readonly Option<string?> _bip6 = Maybe("--bip6", null, "IPv6 address of the default bridge");
    private readonly Option<string?> _fixed = Maybe("--fixed-cidr", null, "Part of its range for containers");
    private readonly Option<string?> _fixed6 = Maybe("--fixed-cidr-v6", null, "Part of its IPv6 range for containers");
    private readonly Option<string?> _bridge = Maybe("--bridge", "-b", "Default bridge; an existing one is joined, none for no default network");
    private readonly Option<bool> _ipv6 = new("--ipv6") { Description = "IPv6 on the default bridge" };
    private readonly Option<bool> _icc = Switch("--icc", "Containers of the default bridge reach each other");
    private readonly Option<bool> _masquerade = Switch("--ip-masq", "The default bridge's egress takes the host's address");
    private readonly Option<bool> _forward = Switch("--ip-forward", "Switch forwarding on where a network needs it");
    private readonly Option<string?> _hostAddress = Maybe("--ip", null, "Host address of published ports that name none");
    private readonly Option<string[]> _publishAccess = new("--publish-access") { Description = "Who may reach published ports: any (default), lan, local, or a list of sources and interface:NAME", DefaultValueFactory = static _ => [] };
    private readonly Option<int> _mtu = new("--mtu") { Description = "MTU of the default bridge in bytes (default: the uplink's)" };
    private readonly Option<string[]> _pools = new("--default-address-pool") { Description = "Pool for automatic subnets: base=10.0.0.0/8,size=24", DefaultValueFactory = static _ => [] };
    private readonly Option<string[]> _networkOptions = new("--default-network-opt") { Description = "Default driver option: bridge=KEY=VALUE", DefaultValueFactory = static _ => [] };
    private readonly Option<string[]> _dns = new("--dns") { Description = "DNS server of containers that name none", DefaultValueFactory = static _ => [] };
    private readonly Option<string[]> _dnsOptions = new("--dns-opt") { Description = "Resolver option of containers", DefaultValueFactory = static _ => [] };
    private readonly Option<string[]> _dnsSearch = new("--dns-search") { Description = "Search domain of containers", DefaultValueFactory = static _ => [] };
    private readonly Option<string[]> _hostGateway = new("--host-gateway-ip") { Description = "Addresses that host-gateway stands for", DefaultValueFactory = static _ => [] };
    private readonly Option<bool> _liveRestore = Switch("--live-restore", "Containers go on when the daemon stops; always on");
    private readonly Option<bool> _debug = new("--debug", "-D") { Description = "Log more" };
    private readonly Option<string> _logLevel = Text("--log-level", "-l", "debug, info, warn, error or fatal", "info");
    private readonly Option<string?> _keeper = Maybe("--keeper", null, "The program linkspan-net (default: beside this one)");
    private readonly List<Option<string[]>> _ignored = [.. WithoutEffect.Select(static name => new Option<string[]>(name) { Hidden = true, Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = static _ => [] })];

    private readonly RootCommand _command;

    public DaemonFlags()
    {
        _command = new RootCommand("Runs the engine and serves the Docker Engine API.\n\nSeveral daemons live side by side, each in a network namespace of its own with its own folders.");
        Option[] all =
        [
            .. _listeners.All, _dataRoot, _execRoot, _pidFile, _config, _containerd, _containerdNamespace, _runtime, _runtimes, _init, _initPath,
            _cgroupParent, _logDriver, _logOptions, _bip, _bip6, _fixed, _fixed6, _bridge, _ipv6, _icc, _masquerade, _forward, _hostAddress, _publishAccess, _mtu,
            _pools, _networkOptions, _dns, _dnsOptions, _dnsSearch, _hostGateway, _liveRestore, _debug, _logLevel, _keeper, .. _ignored,
        ];
        foreach (Option option in all)
        {
            _command.Options.Add(option);
        }
    }

    /// <summary>Reads the command line, and the configuration file that it names below it.</summary>
    /// <returns>The options, or null with the exit code where help or mistakes were printed.</returns>
    public DaemonOptions? Parse(string[] arguments, out int exitCode)
    {
        ParseResult parsed = _command.Parse(arguments);
        if (parsed.Errors.Count == 0 && parsed.GetValue(_config) is { } file)
        {
            parsed = _command.Parse([.. ConfigFile.ToArguments(file, arguments), .. arguments]);
        }

        if (parsed.Errors.Count > 0 || parsed.Action is not null)
        {
            exitCode = parsed.Invoke();
            return null;
        }

        exitCode = 0;
        return Read(parsed);
    }

    private static Option<string> Text(string name, string? alias, string description, string fallback) =>
        new(name, alias is null ? [] : [alias]) { Description = description, DefaultValueFactory = _ => fallback };

    private static Option<string?> Maybe(string name, string? alias, string description) => new(name, alias is null ? [] : [alias]) { Description = description };

    private static Option<bool> Switch(string name, string description) => new(name) { Description = description, DefaultValueFactory = static _ => true };

    private DaemonOptions Read(ParseResult parsed)
    {
        string dataRoot = Path.GetFullPath(parsed.GetValue(_dataRoot)!);
        string execRoot = Path.GetFullPath(parsed.GetValue(_execRoot)!);
        List<string> warnings = [.. _ignored.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(static option => $"flag {option.Name} has no effect here")];
        if (!parsed.GetValue(_liveRestore))
        {
            warnings.Add("flag --live-restore=false has no effect: containers always go on when the daemon stops");
        }

        return new DaemonOptions
        {
            PidFile = parsed.GetValue(_pidFile) ?? Path.Combine(execRoot, "linkspan.pid"),
            LogLevel = parsed.GetValue(_debug) ? LogLevel.Debug : Level(parsed.GetValue(_logLevel)!),
            Warnings = warnings,
            Listeners = _listeners.Read(parsed, execRoot),
            Engine = Engine(parsed, dataRoot, execRoot),
            Containers = new ContainersOptions
            {
                DataRoot = dataRoot,
                ExecRoot = execRoot,
                ContainerdSocket = parsed.GetValue(_containerd),
                ContainerdNamespace = parsed.GetValue(_containerdNamespace)!,
                DefaultRuntime = parsed.GetValue(_runtime)!,
                Runtimes = parsed.GetValue(_runtimes)!.Select(static text => Pair(text, "--add-runtime")).ToDictionary(StringComparer.Ordinal),
                Init = parsed.GetValue(_init),
                InitPath = parsed.GetValue(_initPath),
                CgroupParent = parsed.GetValue(_cgroupParent)!,
                DefaultLog = new Containers.Model.LogConfig
                {
                    Type = parsed.GetValue(_logDriver) ?? "json-file",
                    Config = parsed.GetValue(_logOptions)!.Select(static text => Pair(text, "--log-opt")).ToDictionary(StringComparer.Ordinal),
                },
            },
        };
    }

    private EngineOptions Engine(ParseResult parsed, string dataRoot, string execRoot) => new()
    {
        DataRoot = dataRoot,
        ExecRoot = execRoot,
        KeeperPath = parsed.GetValue(_keeper) ?? Path.Combine(AppContext.BaseDirectory, "linkspan-net"),
        AddressPools = [.. parsed.GetValue(_pools)!.Select(Pool)],
        BridgeAddress4 = parsed.GetValue(_bip),
        BridgeAddress6 = parsed.GetValue(_bip6),
        FixedRange4 = parsed.GetValue(_fixed),
        FixedRange6 = parsed.GetValue(_fixed6),
        BridgeName = parsed.GetValue(_bridge),
        EnableIPv6 = parsed.GetValue(_ipv6),
        InterContainer = parsed.GetValue(_icc),
        Masquerade = parsed.GetValue(_masquerade),
        Forwarding = parsed.GetValue(_forward),
        DefaultHostAddress = parsed.GetValue(_hostAddress) is { } host ? Address(host, "--ip") : null,
        PublishAccess = AccessOption.Parse(string.Join(',', parsed.GetValue(_publishAccess)!), "--publish-access") ?? PublishAccess.Any,
        MtuBytes = parsed.GetValue(_mtu),
        Resolver = new ResolverSettings
        {
            Servers = [.. parsed.GetValue(_dns)!.Select(static text => Address(text, "--dns").ToString())],
            Options = parsed.GetValue(_dnsOptions)!,
            Search = parsed.GetValue(_dnsSearch)!,
        },
        HostGateway = [.. parsed.GetValue(_hostGateway)!.SelectMany(static text => text.Split(',')).Select(static text => Address(text, "--host-gateway-ip"))],
        DefaultBridgeOptions = parsed.GetValue(_networkOptions)!
            .Where(static text => text.StartsWith("bridge=", StringComparison.Ordinal))
            .Select(static text => Pair(text["bridge=".Length..], "--default-network-opt bridge"))
            .ToDictionary(StringComparer.Ordinal),
    };

    private static LogLevel Level(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => throw new LinkspanException(ErrorKind.Invalid, $"--log-level {text}: use debug, info, warn, error or fatal"),
    };

    private static IPAddress Address(string text, string flag) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address : throw new LinkspanException(ErrorKind.Invalid, $"{flag} {text}: it is no IP address");

    private static KeyValuePair<string, string> Pair(string text, string flag)
    {
        int equals = text.IndexOf('=');
        return equals > 0
            ? new KeyValuePair<string, string>(text[..equals], text[(equals + 1)..])
            : throw new LinkspanException(ErrorKind.Invalid, $"{flag} {text}: write KEY=VALUE");
    }

    private static AddressPool Pool(string text)
    {
        IPNetwork? range = null;
        int size = 0;
        foreach (KeyValuePair<string, string> pair in text.Split(',').Select(static part => Pair(part, "--default-address-pool")))
        {
            range = pair.Key == "base" && IPNetwork.TryParse(pair.Value, out IPNetwork parsed) ? parsed : range;
            size = pair.Key == "size" && int.TryParse(pair.Value, out int length) ? length : size;
        }

        return range is { } known && size >= known.PrefixLength && size <= (known.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 30 : 126)
            ? new AddressPool(known, size)
            : throw new LinkspanException(ErrorKind.Invalid, $"--default-address-pool {text}: write base=10.0.0.0/8,size=24, the size not above the base's");
    }
}
