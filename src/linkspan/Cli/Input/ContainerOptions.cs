namespace Linkspan.Cli.Input;

/// <summary>The options that <c>run</c> and <c>create</c> share, and the request they make.</summary>
internal sealed class ContainerOptions
{
    private readonly Option<string[]> _network = Flags.Texts("--network", "NETWORK", "join NETWORK; or name=N,alias=A,ip=IP,ip6=IP6,mac-address=MAC,driver-opt=K=V,gw-priority=N; repeatable").Also("--net");
    private readonly Option<string[]> _networkAlias = Flags.Texts("--network-alias", "NAME", "a further name on the network").Also("--net-alias");
    private readonly Option<string> _ip = Flags.Text("--ip", "ADDRESS", "IPv4 address on the network");
    private readonly Option<string> _ip6 = Flags.Text("--ip6", "ADDRESS", "IPv6 address on the network");
    private readonly Option<string> _mac = Flags.Text("--mac-address", "MAC", "MAC address on the network");
    private readonly Option<string[]> _link = Flags.Texts("--link", "CONTAINER[:NAME]", "know another container by a name");
    private readonly Option<string[]> _linkLocal = Flags.Texts("--link-local-ip", "ADDRESS", "a link-local address on the network");
    private readonly Option<string[]> _publish = Flags.Texts("--publish", "PORT", "publish [ADDRESS:][HOST PORT:]PORT[/tcp|udp|sctp] on the host; ranges too", "-p");
    private readonly Option<bool> _publishAll = Flags.Flag("--publish-all", "publish all exposed ports on ports of the host's choice", "-P");
    private readonly Option<string[]> _expose = Flags.Texts("--expose", "PORT", "expose a port or range without publishing it");
    private readonly Option<string[]> _dns = Flags.Texts("--dns", "ADDRESS", "ask this name server for foreign names");
    private readonly Option<string[]> _dnsOption = Flags.Texts("--dns-option", "OPTION", "an option for resolv.conf").Also("--dns-opt");
    private readonly Option<string[]> _dnsSearch = Flags.Texts("--dns-search", "DOMAIN", "a search domain; '.' for none");
    private readonly Option<string> _hostname = Flags.Text("--hostname", "NAME", "the container's host name", "-h");
    private readonly Option<string> _domainname = Flags.Text("--domainname", "NAME", "the container's domain name");
    private readonly Option<string[]> _addHost = Flags.Texts("--add-host", "NAME:ADDRESS", "a line for /etc/hosts; host-gateway is the host");
    private readonly Option<bool> _interactive = Flags.Flag("--interactive", "keep standard input open", "-i");
    private readonly Option<bool> _tty = Flags.Flag("--tty", "give the container a terminal", "-t");
    private readonly Option<bool> _remove = Flags.Flag("--rm", "remove the container when it has ended");
    private readonly Option<string[]> _env = Flags.Texts("--env", "NAME=VALUE", "set a variable; NAME alone takes it from here", "-e");
    private readonly Option<string[]> _envFile = Flags.Texts("--env-file", "FILE", "set the variables in a file");
    private readonly Option<string[]> _volume = Flags.Texts("--volume", "SOURCE:TARGET[:ro]", "mount a volume or a folder of the host", "-v");
    private readonly Option<string[]> _mount = Flags.Texts("--mount", "SPEC", "mount in long form: type=bind,source=S,target=T,readonly");
    private readonly Option<string[]> _tmpfs = Flags.Texts("--tmpfs", "TARGET[:OPTIONS]", "mount a tmpfs");
    private readonly Option<string> _workdir = Flags.Text("--workdir", "FOLDER", "the command's working folder", "-w");
    private readonly Option<string> _user = Flags.Text("--user", "USER[:GROUP]", "the command's user", "-u");
    private readonly Option<string> _entrypoint = Flags.Text("--entrypoint", "COMMAND", "replace the image's entry point; empty for none");
    private readonly Option<string[]> _label = Flags.Texts("--label", "KEY=VALUE", "a label", "-l");
    private readonly Option<string[]> _labelFile = Flags.Texts("--label-file", "FILE", "the labels in a file");
    private readonly Option<string> _restart = Flags.Text("--restart", "POLICY", "no, always, unless-stopped, on-failure[:TIMES]");
    private readonly Option<string> _memory = Flags.Text("--memory", "SIZE", "limit of memory, e.g. 512m", "-m");
    private readonly Option<string> _cpus = Flags.Text("--cpus", "NUMBER", "limit of processors, e.g. 1.5");
    private readonly Option<long?> _pidsLimit = Flags.Number("--pids-limit", "NUMBER", "limit of processes; -1 for none");
    private readonly Option<string[]> _capAdd = Flags.Texts("--cap-add", "CAPABILITY", "give a capability");
    private readonly Option<string[]> _capDrop = Flags.Texts("--cap-drop", "CAPABILITY", "take a capability");
    private readonly Option<bool> _privileged = Flags.Flag("--privileged", "all capabilities and devices");
    private readonly Option<bool> _readOnly = Flags.Flag("--read-only", "the container's root is read only");
    private readonly Option<bool> _init = Flags.Flag("--init", "an init that reaps processes and forwards signals");
    private readonly Option<string> _shmSize = Flags.Text("--shm-size", "SIZE", "size of /dev/shm");
    private readonly Option<string[]> _ulimit = Flags.Texts("--ulimit", "NAME=SOFT[:HARD]", "a resource limit");
    private readonly Option<string[]> _sysctl = Flags.Texts("--sysctl", "KEY=VALUE", "a sysctl of the container's namespaces");
    private readonly Option<string> _pull = Flags.Text("--pull", "WHEN", "always, missing (default) or never");
    private readonly Option<bool> _quiet = Flags.Flag("--quiet", "no progress of a pull", "-q");
    private readonly Option<string> _stopSignal = Flags.Text("--stop-signal", "SIGNAL", "the signal that stops it");
    private readonly Option<long?> _stopTimeout = Flags.Number("--stop-timeout", "SECONDS", "how long a stop waits before it kills");
    private readonly Option<string[]> _securityOpt = Flags.Texts("--security-opt", "OPTION", "a security option, e.g. no-new-privileges");
    private readonly Option<string[]> _device = Flags.Texts("--device", "HOST[:CONTAINER[:rwm]]", "a device of the host");
    private readonly Option<string[]> _groupAdd = Flags.Texts("--group-add", "GROUP", "a further group");
    private readonly Option<string> _pid = Flags.Text("--pid", "MODE", "host, or container:NAME");
    private readonly Option<string> _ipc = Flags.Text("--ipc", "MODE", "private, shareable, host, or container:NAME");
    private readonly Option<string> _uts = Flags.Text("--uts", "MODE", "host");
    private readonly Option<string> _cgroupParent = Flags.Text("--cgroup-parent", "PATH", "the cgroup above the container's");
    private readonly Option<string> _logDriver = Flags.Text("--log-driver", "DRIVER", "json-file, or none");
    private readonly Option<string[]> _logOpt = Flags.Texts("--log-opt", "KEY=VALUE", "an option of the log");
    private readonly Option<string> _name = Flags.Text("--name", "NAME", "the container's name");

    /// <summary>The options in the order of help.</summary>
    public Option[] All =>
    [
        _name, _interactive, _tty, _remove, _network, _networkAlias, _ip, _ip6, _mac, _link, _linkLocal, _publish, _publishAll, _expose,
        _dns, _dnsOption, _dnsSearch, _hostname, _domainname, _addHost, _env, _envFile, _volume, _mount, _tmpfs, _workdir, _user, _entrypoint,
        _label, _labelFile, _restart, _memory, _cpus, _pidsLimit, _shmSize, _ulimit, _sysctl, _capAdd, _capDrop, _privileged, _securityOpt,
        _device, _groupAdd, _readOnly, _init, _pid, _ipc, _uts, _cgroupParent, _logDriver, _logOpt, _stopSignal, _stopTimeout, _pull, _quiet,
    ];

    /// <summary>The name asked for.</summary>
    public string? Name(Invocation call) => call.Get(_name);

    /// <summary>Whether standard input is kept open.</summary>
    public bool Interactive(Invocation call) => call.Get(_interactive);

    /// <summary>Whether there is a terminal.</summary>
    public bool Tty(Invocation call) => call.Get(_tty);

    /// <summary>Whether the container goes when it has ended.</summary>
    public bool Remove(Invocation call) => call.Get(_remove);

    /// <summary>Whether a pull shows nothing.</summary>
    public bool Quiet(Invocation call) => call.Get(_quiet);

    /// <summary>When an image is pulled.</summary>
    /// <exception cref="CliException">The value is not known.</exception>
    public string Pull(Invocation call) => call.Get(_pull) switch
    {
        null or "missing" => "missing",
        "always" => "always",
        "never" => "never",
        var other => throw new CliException($"--pull {other} is not always, missing or never"),
    };

    /// <summary>The request's body.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public ContainerCreation Body(Invocation call)
    {
        bool interactive = Interactive(call);
        var body = new ContainerCreation
        {
            Image = call.Words[0],
            Cmd = call.Words.Length > 1 ? call.Words[1..] : null,
            Hostname = call.Get(_hostname),
            Domainname = call.Get(_domainname),
            User = call.Get(_user),
            Tty = Tty(call),
            OpenStdin = interactive,
            StdinOnce = interactive,
            AttachStdin = interactive,
            AttachStdout = true,
            AttachStderr = true,
            WorkingDir = call.Get(_workdir),
            Entrypoint = call.Get(_entrypoint) is string entrypoint ? [entrypoint] : null,
            StopSignal = call.Get(_stopSignal),
            StopTimeout = call.Get(_stopTimeout),
            Env = OrNull(Variables(call)),
            Labels = KeyValues.Map(call.Many(_labelFile).SelectMany(static file => ListFile.Read(file, null)).Concat(call.Many(_label))),
            HostConfig = Host(call),
        };
        Volumes(call, body);
        Ports(call, body);
        Networks(call, body);
        return body;
    }

    private static string[]? OrNull(string[] values) => values.Length > 0 ? values : null;

    private string[] Variables(Invocation call) =>
    [
        .. call.Many(_envFile).SelectMany(file => ListFile.Read(file, call.Terminal.Environment)),
        .. call.Many(_env).Select(variable => ListFile.Complete(variable, call.Terminal.Environment)).OfType<string>(),
    ];

    private HostSettings Host(Invocation call) => new()
    {
        AutoRemove = Remove(call),
        PublishAllPorts = call.Get(_publishAll),
        RestartPolicy = Restart(call.Get(_restart)),
        CapAdd = OrNull(call.Many(_capAdd)),
        CapDrop = OrNull(call.Many(_capDrop)),
        Dns = OrNull(call.Many(_dns)),
        DnsOptions = OrNull(call.Many(_dnsOption)),
        DnsSearch = OrNull(call.Many(_dnsSearch)),
        ExtraHosts = OrNull([.. call.Many(_addHost).Select(ExtraHost)]),
        GroupAdd = OrNull(call.Many(_groupAdd)),
        IpcMode = call.Get(_ipc),
        PidMode = call.Get(_pid),
        UTSMode = call.Get(_uts),
        Privileged = call.Get(_privileged),
        ReadonlyRootfs = call.Get(_readOnly),
        SecurityOpt = OrNull(call.Many(_securityOpt)),
        ShmSize = Quantities.Bytes(call.Get(_shmSize), "--shm-size"),
        Sysctls = call.Given(_sysctl) ? KeyValues.Map(call.Many(_sysctl)) : null,
        Memory = Quantities.Bytes(call.Get(_memory), "--memory"),
        NanoCpus = Quantities.NanoCpus(call.Get(_cpus)),
        PidsLimit = call.Get(_pidsLimit),
        CgroupParent = call.Get(_cgroupParent),
        Devices = call.Given(_device) ? [.. call.Many(_device).Select(Device)] : null,
        Ulimits = call.Given(_ulimit) ? [.. call.Many(_ulimit).Select(Ulimit)] : null,
        Init = call.Given(_init) ? call.Get(_init) : null,
        LogConfig = call.Given(_logDriver) || call.Given(_logOpt)
            ? new LogSettings { Type = call.Get(_logDriver) ?? "", Config = KeyValues.Map(call.Many(_logOpt)) }
            : null,
    };

    private static RestartSettings? Restart(string? policy)
    {
        if (policy is null)
        {
            return null;
        }

        string[] parts = policy.Split(':');
        int times = 0;
        return parts[0] is "no" or "always" or "unless-stopped" or "on-failure"
            && (parts.Length == 1 || (parts is ["on-failure", var count] && int.TryParse(count, out times)))
            ? new RestartSettings { Name = parts[0], MaximumRetryCount = times }
            : throw new CliException($"--restart {policy} is not no, always, unless-stopped or on-failure[:times]");
    }

    /// <summary>Docker takes <c>name=address</c> too, and IPv6 in brackets; the daemon wants <c>name:address</c>.</summary>
    private static string ExtraHost(string text)
    {
        int cut = text.AsSpan().IndexOfAny('=', ':');
        if (cut <= 0)
        {
            throw new CliException($"--add-host {text} is not NAME:ADDRESS");
        }

        string address = text[(cut + 1)..].Trim('[', ']');
        return address == "host-gateway" || IPAddress.TryParse(address, out _)
            ? $"{text[..cut]}:{address}"
            : throw new CliException($"--add-host {text}: {address} is no address");
    }

    private static DeviceSettings Device(string text)
    {
        string[] parts = text.Split(':');
        return new DeviceSettings
        {
            PathOnHost = parts[0],
            PathInContainer = parts.Length > 1 && parts[1].StartsWith('/') ? parts[1] : parts[0],
            CgroupPermissions = parts.Length > 1 && !parts[^1].StartsWith('/') ? parts[^1] : "rwm",
        };
    }

    private static UlimitSettings Ulimit(string text)
    {
        string[] parts = text.Split('=', 2);
        string[] limits = parts.Length == 2 ? parts[1].Split(':') : [];
        return limits.Length is 1 or 2 && long.TryParse(limits[0], out long soft) && long.TryParse(limits[^1], out long hard)
            ? new UlimitSettings { Name = parts[0], Soft = soft, Hard = hard }
            : throw new CliException($"--ulimit {text} is not NAME=SOFT[:HARD]");
    }

    private void Volumes(Invocation call, ContainerCreation body)
    {
        List<string> binds = [];
        foreach (string volume in call.Many(_volume))
        {
            if (!volume.Contains(':', StringComparison.Ordinal))
            {
                (body.Volumes ??= new(StringComparer.Ordinal))[volume] = new Empty();
                continue;
            }

            // Only the command line knows its own folder: ./data is made absolute here.
            bool relative = volume.StartsWith("./", StringComparison.Ordinal) || volume.StartsWith("../", StringComparison.Ordinal) || volume.StartsWith(".:", StringComparison.Ordinal);
            int colon = volume.IndexOf(':', StringComparison.Ordinal);
            binds.Add(relative ? Path.GetFullPath(volume[..colon]).TrimEnd('/') + volume[colon..] : volume);
        }

        body.HostConfig.Binds = OrNull([.. binds]);
        body.HostConfig.Mounts = call.Given(_mount) ? [.. call.Many(_mount).Select(MountSpec.Parse)] : null;
        foreach (string tmpfs in call.Many(_tmpfs))
        {
            int colon = tmpfs.IndexOf(':', StringComparison.Ordinal);
            (body.HostConfig.Tmpfs ??= new(StringComparer.Ordinal))[colon < 0 ? tmpfs : tmpfs[..colon]] = colon < 0 ? "" : tmpfs[(colon + 1)..];
        }
    }

    private void Ports(Invocation call, ContainerCreation body)
    {
        var bindings = new Dictionary<string, List<PortBinding>>(StringComparer.Ordinal);
        foreach (string port in call.Many(_publish))
        {
            PortSpec.Publish(port, bindings);
        }

        body.HostConfig.PortBindings = bindings.Count > 0 ? bindings : null;
        foreach (string port in bindings.Keys.Concat(call.Many(_expose).SelectMany(PortSpec.Expose)))
        {
            (body.ExposedPorts ??= new(StringComparer.Ordinal))[port] = new Empty();
        }
    }

    /// <summary>The options without a network of their own (<c>--ip</c> and the like) belong to the first one; with long form they would contradict it.</summary>
    private void Networks(Invocation call, ContainerCreation body)
    {
        List<NetworkSpec> networks = [.. call.Many(_network).Select(NetworkSpec.Parse)];
        string? twice = networks.GroupBy(static network => network.Name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new CliException($"network {twice} is given twice");
        }

        if (networks.Count > 1 && networks.Find(static network => network.IsMode) is { } mode)
        {
            throw new CliException($"network {mode.Name} excludes all others");
        }

        bool hasFree = call.Given(_networkAlias) || call.Given(_ip) || call.Given(_ip6) || call.Given(_mac) || call.Given(_linkLocal);
        NetworkSpec first = networks.Count > 0 ? networks[0] : new NetworkSpec { Name = "default" };
        if (hasFree)
        {
            Merge(call, first.Settings);
        }

        string[] links = call.Many(_link);
        if (links.Length > 0 && first.Name is "default" or "bridge")
        {
            body.HostConfig.Links = OrNull(links);
        }
        else if (links.Length > 0)
        {
            first.Settings.Links = [.. links];
        }

        body.HostConfig.NetworkMode = first.Name;
        if (networks.Count > 1 || first.HasSettings)
        {
            body.NetworkingConfig = new NetworkingSettings
            {
                EndpointsConfig = (networks.Count > 0 ? networks : [first]).ToDictionary(static network => network.Name, static network => network.Settings, StringComparer.Ordinal),
            };
        }
    }

    private void Merge(Invocation call, EndpointSettings settings)
    {
        bool twice = (call.Given(_networkAlias) && settings.Aliases is not null)
            || (call.Given(_ip) && settings.IPAMConfig?.IPv4Address is not null)
            || (call.Given(_ip6) && settings.IPAMConfig?.IPv6Address is not null)
            || (call.Given(_mac) && settings.MacAddress is not null);
        if (twice)
        {
            throw new CliException("the same is given inside --network and by an option of its own; give it once");
        }

        settings.Aliases = call.Given(_networkAlias) ? [.. call.Many(_networkAlias)] : settings.Aliases;
        settings.MacAddress = call.Get(_mac) ?? settings.MacAddress;
        if (call.Given(_ip) || call.Given(_ip6) || call.Given(_linkLocal))
        {
            EndpointIpam ipam = settings.IPAMConfig ??= new();
            ipam.IPv4Address = NetworkSpec.Address(call.Get(_ip), System.Net.Sockets.AddressFamily.InterNetwork, "--ip") ?? ipam.IPv4Address;
            ipam.IPv6Address = NetworkSpec.Address(call.Get(_ip6), System.Net.Sockets.AddressFamily.InterNetworkV6, "--ip6") ?? ipam.IPv6Address;
            ipam.LinkLocalIPs = call.Given(_linkLocal) ? [.. call.Many(_linkLocal)] : ipam.LinkLocalIPs;
        }
    }
}
