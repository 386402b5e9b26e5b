namespace Linkspan.Cli.Verbs;

/// <summary>Verbs about networks.</summary>
internal static class NetworkVerbs
{
    /// <summary>Make a network.</summary>
    public static Verb Create()
    {
        Option<string> driver = Flags.Text("--driver", "DRIVER", "bridge (default)", "-d");
        Option<string[]> opt = Flags.Texts("--opt", "KEY=VALUE", "an option of the driver", "-o");
        Option<string[]> label = Flags.Texts("--label", "KEY=VALUE", "a label");
        Option<bool> isInternal = Flags.Flag("--internal", "no way out of the network");
        Option<bool> four = Flags.Flag("--ipv4", "IPv4 addresses; --ipv4=false for none");
        Option<bool> six = Flags.Flag("--ipv6", "IPv6 addresses");
        Option<bool> attachable = Flags.Flag("--attachable", "single containers may join an overlay");
        Option<bool> ingress = Flags.Flag("--ingress", "the network of a swarm's routing mesh");
        Option<string> scope = Flags.Text("--scope", "SCOPE", "local, global or swarm");
        Option<bool> configOnly = Flags.Flag("--config-only", "a configuration for others, no network");
        Option<string> configFrom = Flags.Text("--config-from", "NETWORK", "take the configuration of that one");
        Option<string> ipamDriver = Flags.Text("--ipam-driver", "DRIVER", "who gives addresses out");
        Option<string[]> ipamOpt = Flags.Texts("--ipam-opt", "KEY=VALUE", "an option of that");
        var subnets = new SubnetOptions();
        return new Verb
        {
            Name = "network create",
            Usage = "NETWORK",
            Summary = "Make a network",
            Description = "Makes a network and prints its id. Containers on it reach each other by address and by name. Without --subnet a free one is chosen.",
            Examples =
            [
                ("linkspan network create front", "a bridge with a subnet of its own"),
                ("linkspan network create --ipv6 --subnet 10.1.0.0/24 --subnet fd00:1::/64 --gateway 10.1.0.1 both", "both families, chosen addresses"),
                ("linkspan network create --internal back", "nothing in, nothing out"),
            ],
            Options = [driver, opt, label, isInternal, four, six, .. subnets.All, ipamDriver, ipamOpt, attachable, ingress, scope, configOnly, configFrom],
            MinimumWords = 1,
            MaximumWords = 1,
            Run = async call =>
            {
                var body = new NetworkCreation
                {
                    Name = call.Words[0],
                    Driver = call.Get(driver) ?? "bridge",
                    Scope = call.Get(scope),
                    EnableIPv4 = call.Given(four) ? call.Get(four) : null,
                    EnableIPv6 = call.Given(six) ? call.Get(six) : null,
                    Internal = call.Get(isInternal),
                    Attachable = call.Get(attachable),
                    Ingress = call.Get(ingress),
                    ConfigOnly = call.Get(configOnly),
                    ConfigFrom = call.Get(configFrom) is string from ? new ConfigFrom { Network = from } : null,
                    IPAM = new IpamCreation { Driver = call.Get(ipamDriver) ?? "default", Options = KeyValues.Map(call.Many(ipamOpt)), Config = subnets.Read(call) },
                    Options = KeyValues.Map(call.Many(opt)),
                    Labels = KeyValues.Map(call.Many(label)),
                };
                CreatedAnswer made = await call.Api.PostJsonAsync("/networks/create", body, CliJson.Default.NetworkCreation, CliJson.Default.CreatedAnswer, call.Cancel);
                if (!string.IsNullOrEmpty(made.Warning))
                {
                    await call.Terminal.Error.WriteLineAsync($"linkspan: warning: {made.Warning}");
                }

                await call.Out.WriteLineAsync(made.Id);
                return 0;
            },
        };
    }

    /// <summary>List networks.</summary>
    public static Verb List()
    {
        Option<bool> quiet = Flags.Flag("--quiet", "ids only", "-q");
        Option<bool> noTrunc = Flags.Flag("--no-trunc", "full ids");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "dangling, driver, id, label, name, scope, type", "-f");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "network ls",
            Summary = "List networks",
            Description = "Lists the networks on this host.",
            Examples = [("linkspan network ls", "all"), ("linkspan network ls -q --filter type=custom", "ids of those that were made"), ("linkspan network ls --format '{{.Name}} {{.Subnets}}'", "own lines")],
            Options = [quiet, noTrunc, filter, format],
            Run = async call =>
            {
                NetworkAnswer[] networks = await call.Api.GetAsync(new Query("/networks").Filters(call.Many(filter)).ToString(), CliJson.Default.NetworkAnswerArray, call.Cancel);
                var listing = new Listing(
                    [
                        ("ID", "NETWORK ID", true), ("Name", "NAME", true), ("Driver", "DRIVER", true), ("Scope", "SCOPE", true), ("Subnets", "SUBNETS", true),
                        ("IPv4", "IPV4", false), ("IPv6", "IPV6", false), ("Internal", "INTERNAL", false), ("Labels", "LABELS", false), ("CreatedAt", "CREATED AT", false),
                    ],
                    "Name");
                foreach (NetworkAnswer network in networks.OrderBy(static network => network.Name, StringComparer.Ordinal))
                {
                    listing.Add(
                        call.Get(noTrunc) ? network.Id : Human.ShortId(network.Id),
                        network.Name ?? "",
                        network.Driver ?? "",
                        network.Scope ?? "",
                        string.Join(", ", (network.IPAM?.Config ?? []).Select(static config => config.Subnet)),
                        network.EnableIPv4 is false ? "false" : "true",
                        network.EnableIPv6 ? "true" : "false",
                        network.Internal ? "true" : "false",
                        string.Join(',', (network.Labels ?? []).Select(static label => $"{label.Key}={label.Value}")),
                        network.Created.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz"));
                }

                await listing.PrintAsync(call.Get(quiet) && !call.Given(format) ? "{{.ID}}" : call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    /// <summary>Show everything of networks.</summary>
    public static Verb Inspect() => ContainerVerbs.InspectVerb("network inspect", "NETWORK...", "networks", "network", ["/networks/{0}"], "linkspan network inspect front", "linkspan network inspect -f '{{.IPAM.Config.0.Subnet}}' front");

    /// <summary>Join a container to a network.</summary>
    public static Verb Connect()
    {
        Option<string> four = Flags.Text("--ip", "ADDRESS", "its IPv4 address there");
        Option<string> six = Flags.Text("--ip6", "ADDRESS", "its IPv6 address there");
        Option<string[]> alias = Flags.Texts("--alias", "NAME", "a further name there");
        Option<string[]> link = Flags.Texts("--link", "CONTAINER[:NAME]", "know another container by a name");
        Option<string[]> linkLocal = Flags.Texts("--link-local-ip", "ADDRESS", "a link-local address");
        Option<string[]> driverOpt = Flags.Texts("--driver-opt", "KEY=VALUE", "an option of the driver");
        Option<string> mac = Flags.Text("--mac-address", "MAC", "its MAC address there");
        Option<long?> priority = Flags.Number("--gw-priority", "NUMBER", "the network with the highest gives the default route");
        return new Verb
        {
            Name = "network connect",
            Usage = "NETWORK CONTAINER",
            Summary = "Join a container to a network",
            Description = "Joins a container, running or not, to one more network.",
            Examples = [("linkspan network connect back web", "join it"), ("linkspan network connect --ip 10.1.0.9 --alias api back web", "with an address and a name")],
            Options = [four, six, alias, link, linkLocal, driverOpt, mac, priority],
            MinimumWords = 2,
            MaximumWords = 2,
            Completes = ["network", "container"],
            Run = async call =>
            {
                bool addresses = call.Given(four) || call.Given(six) || call.Given(linkLocal);
                var settings = new EndpointSettings
                {
                    IPAMConfig = addresses
                        ? new EndpointIpam
                        {
                            IPv4Address = NetworkSpec.Address(call.Get(four), System.Net.Sockets.AddressFamily.InterNetwork, "--ip"),
                            IPv6Address = NetworkSpec.Address(call.Get(six), System.Net.Sockets.AddressFamily.InterNetworkV6, "--ip6"),
                            LinkLocalIPs = call.Given(linkLocal) ? [.. call.Many(linkLocal)] : null,
                        }
                        : null,
                    Aliases = call.Given(alias) ? [.. call.Many(alias)] : null,
                    Links = call.Given(link) ? [.. call.Many(link)] : null,
                    DriverOpts = call.Given(driverOpt) ? KeyValues.Map(call.Many(driverOpt)) : null,
                    MacAddress = call.Get(mac),
                    GwPriority = (int?)call.Get(priority),
                };
                var body = new NetworkConnection { Container = call.Words[1], EndpointConfig = settings };
                await call.Api.PostJsonAsync(Query.To($"/networks/{call.Words[0]}/connect").ToString(), body, CliJson.Default.NetworkConnection, call.Cancel);
                return 0;
            },
        };
    }

    /// <summary>Take a container off a network.</summary>
    public static Verb Disconnect()
    {
        Option<bool> force = Flags.Flag("--force", "even if the container is gone", "-f");
        return new Verb
        {
            Name = "network disconnect",
            Usage = "NETWORK CONTAINER",
            Summary = "Take a container off a network",
            Description = "Takes a container off a network; its other networks stay.",
            Examples = [("linkspan network disconnect back web", "take it off")],
            Options = [force],
            MinimumWords = 2,
            MaximumWords = 2,
            Completes = ["network", "container"],
            Run = async call =>
            {
                var body = new NetworkDisconnection { Container = call.Words[1], Force = call.Get(force) };
                await call.Api.PostJsonAsync(Query.To($"/networks/{call.Words[0]}/disconnect").ToString(), body, CliJson.Default.NetworkDisconnection, call.Cancel);
                return 0;
            },
        };
    }

    /// <summary>Remove networks.</summary>
    public static Verb Remove()
    {
        Option<bool> force = Flags.Flag("--force", "one that is not there is no error", "-f");
        return new Verb
        {
            Name = "network rm",
            Usage = "NETWORK...",
            Summary = "Remove networks",
            Description = "Removes networks; one that containers use stays.",
            Examples = [("linkspan network rm front back", "remove two")],
            ExitStatus = "0 if all were removed, 1 if any was not.",
            Options = [force],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = ["network"],
            Run = call => call.EachAsync(async name =>
            {
                try
                {
                    await call.Api.DeleteAsync(Query.To($"/networks/{name}").ToString(), call.Cancel);
                }
                catch (ApiException e) when (call.Get(force) && e.Status == HttpStatusCode.NotFound)
                {
                    await call.Terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
                }
            }),
        };
    }
}
