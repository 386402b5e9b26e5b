using Linkspan.Cli.Streams;

namespace Linkspan.Cli.Verbs;

/// <summary>Verbs that show containers.</summary>
internal static class ContainerVerbs
{
    /// <summary>List containers.</summary>
    public static Verb List()
    {
        Option<bool> all = Flags.Flag("--all", "stopped ones too", "-a");
        Option<bool> quiet = Flags.Flag("--quiet", "ids only", "-q");
        Option<bool> noTrunc = Flags.Flag("--no-trunc", "full ids and commands");
        Option<bool> size = Flags.Flag("--size", "their sizes", "-s");
        Option<bool> latest = Flags.Flag("--latest", "the one made last", "-l");
        Option<long?> last = Flags.Number("--last", "NUMBER", "the ones made last", "-n");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "name, id, label, status, network, ancestor, exited, publish, volume", "-f");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "ps",
            Summary = "List containers",
            Description = "Lists running containers, the youngest first.",
            Examples = [("linkspan ps -a", "stopped ones too"), ("linkspan ps -q --filter network=front", "ids of the containers on a network"), ("linkspan ps --format '{{.Names}} {{.Ports}}'", "own lines")],
            Options = [all, quiet, noTrunc, size, latest, last, filter, format],
            Run = async call =>
            {
                long? limit = call.Get(latest) ? 1 : call.Get(last);
                Query query = new Query("/containers/json").Add("all", call.Get(all)).Add("limit", limit?.ToString()).Add("size", call.Get(size)).Filters(call.Many(filter));
                ContainerAnswer[] containers = await call.Api.GetAsync(query.ToString(), CliJson.Default.ContainerAnswerArray, call.Cancel);
                var listing = new Listing(
                    [
                        ("ID", "CONTAINER ID", true), ("Image", "IMAGE", true), ("Command", "COMMAND", true), ("RunningFor", "CREATED", true), ("Status", "STATUS", true),
                        ("Ports", "PORTS", true), ("Names", "NAMES", true), ("Size", "SIZE", call.Get(size)), ("State", "STATE", false), ("CreatedAt", "CREATED AT", false),
                        ("Networks", "NETWORKS", false), ("Mounts", "MOUNTS", false), ("Labels", "LABELS", false),
                    ],
                    "Names");
                bool full = call.Get(noTrunc);
                foreach (ContainerAnswer container in containers)
                {
                    DateTimeOffset created = DateTimeOffset.FromUnixTimeSeconds(container.Created);
                    string command = container.Command ?? "";
                    listing.Add(
                        full ? container.Id : Human.ShortId(container.Id),
                        container.Image ?? "",
                        $"\"{(full || command.Length <= 20 ? command : command[..19] + "…")}\"",
                        $"{Human.Duration(call.Terminal.Time.GetUtcNow() - created)} ago",
                        container.Status ?? "",
                        PortList.Text(container.Ports ?? []),
                        string.Join(',', (container.Names ?? []).Select(static name => name.TrimStart('/')).Where(static name => !name.Contains('/', StringComparison.Ordinal))),
                        $"{Human.Size(container.SizeRw ?? 0)} (virtual {Human.Size(container.SizeRootFs ?? 0)})",
                        container.State ?? "",
                        created.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz"),
                        string.Join(',', (container.NetworkSettings?.Networks ?? []).Keys),
                        string.Join(',', (container.Mounts ?? []).Select(static mount => mount.Name ?? mount.Source)),
                        string.Join(',', (container.Labels ?? []).Select(static label => $"{label.Key}={label.Value}")));
                }

                await listing.PrintAsync(call.Get(quiet) && !call.Given(format) ? "{{.ID}}" : call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    /// <summary>Show everything of things.</summary>
    public static Verb Inspect() => InspectVerb("inspect", "NAME...", "containers, images, networks or volumes", "container",
        ["/containers/{0}/json", "/images/{0}/json", "/networks/{0}", "/volumes/{0}"], "linkspan inspect web", "linkspan inspect -f '{{.NetworkSettings.SandboxKey}}' web", chooseType: true);

    /// <summary>Show everything of containers.</summary>
    public static Verb InspectContainer() => InspectVerb("container inspect", "CONTAINER...", "containers", "container",
        ["/containers/{0}/json"], "linkspan container inspect web", "linkspan container inspect -f '{{.State.Pid}}' web");

    /// <summary>A verb that prints things as the daemon describes them.</summary>
    public static Verb InspectVerb(string name, string usage, string what, string completes, string[] paths, string example, string pathExample, bool chooseType = false)
    {
        Option<string> format = Flags.Format();
        Option<string> type = Flags.Text("--type", "TYPE", "container, image, network or volume");
        Option<bool> size = Flags.Flag("--size", "their sizes", "-s");
        Option<bool> verbose = Flags.Flag("--verbose", "more, where there is more", "-v");
        return new Verb
        {
            Name = name,
            Usage = usage,
            Summary = $"Show everything about {what}",
            Description = "Prints what the daemon knows, as an array in JSON. With -f a value of each: a dotted path names it.",
            Examples = [(example, "all of it"), (pathExample, "one value")],
            ExitStatus = "0 if all were found, 1 if any was not.",
            Options = chooseType ? [format, size, type] : name == "network inspect" ? [format, verbose] : name == "container inspect" ? [format, size] : [format],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = [completes],
            Run = async call =>
            {
                string[] searched = call.Get(type) is string chosen
                    ? Array.FindAll(paths, path => path.StartsWith($"/{chosen}", StringComparison.Ordinal))
                    : paths;
                string[] tried = searched.Length > 0 ? searched : throw new CliException("--type is container, image, network or volume");
                string query = call.Get(size) ? "?size=1" : call.Get(verbose) ? "?verbose=true" : "";
                List<JsonElement> found = [];
                int exitCode = 0;
                foreach (string word in call.Words)
                {
                    JsonElement? thing = await FindAsync(call, tried, word, query);
                    if (thing is null)
                    {
                        await call.Terminal.Error.WriteLineAsync(tried.Length == 1 && tried[0].StartsWith("/networks", StringComparison.Ordinal) ? $"linkspan: network {word} not found" : $"linkspan: no such {(tried.Length > 1 ? "object" : completes)}: {word}");
                        exitCode = ExitCode.Failed;
                    }
                    else
                    {
                        found.Add(thing.Value);
                    }
                }

                await Inspection.PrintAsync(found, call.Get(format), call.Terminal);
                return exitCode;
            },
        };
    }

    /// <summary>Show what containers wrote.</summary>
    public static Verb Logs()
    {
        Option<bool> follow = Flags.Flag("--follow", "go on with what comes", "-f");
        Option<string> tail = Flags.Text("--tail", "LINES", "only the last lines, or all", "-n");
        Option<bool> timestamps = Flags.Flag("--timestamps", "the time before each line", "-t");
        Option<bool> details = Flags.Flag("--details", "the log's attributes before each line");
        Option<string> since = Flags.Text("--since", "TIME", "from then on: a date, an age such as 10m, or seconds since 1970");
        Option<string> until = Flags.Text("--until", "TIME", "until then");
        return new Verb
        {
            Name = "logs",
            Usage = "CONTAINER",
            Summary = "Show what a container wrote",
            Description = "Prints the container's standard output and error, each to the same stream here.",
            Examples = [("linkspan logs -f --tail 20 web", "the last 20 lines and what comes"), ("linkspan logs --since 10m -t web", "the last ten minutes with times")],
            Options = [follow, tail, timestamps, details, since, until],
            MinimumWords = 1,
            MaximumWords = 1,
            Completes = ["container"],
            Run = async call =>
            {
                ContainerInspection container = await call.Api.GetAsync(Query.To($"/containers/{call.Words[0]}/json").ToString(), CliJson.Default.ContainerInspection, call.Cancel);
                string path = Query.To($"/containers/{container.Id}/logs").Add("stdout", true).Add("stderr", true).Add("follow", call.Get(follow)).Add("tail", call.Get(tail) ?? "all")
                    .Add("timestamps", call.Get(timestamps)).Add("details", call.Get(details))
                    .Add("since", Quantities.Moment(call.Get(since), call.Terminal.Time)).Add("until", Quantities.Moment(call.Get(until), call.Terminal.Time)).ToString();
                using HttpResponseMessage response = await call.Api.SendAsync(HttpMethod.Get, path, null, call.Cancel);
                await using Stream body = await response.Content.ReadAsStreamAsync(call.Cancel);
                await Demultiplexer.CopyAsync(body.ReadAsync, container.Config is not { Tty: true }, call.Terminal.OutBytes(), call.Terminal.ErrorBytes(), call.Cancel);
                return 0;
            },
        };
    }

    /// <summary>Show published ports.</summary>
    public static Verb Port() => new()
    {
        Name = "port",
        Usage = "CONTAINER [PORT[/PROTOCOL]]",
        Summary = "Show a container's published ports",
        Description = "Prints where the host publishes the container's ports; with PORT only that one's addresses.",
        Examples = [("linkspan port web", "all of them"), ("linkspan port web 80/tcp", "where port 80 is")],
        ExitStatus = "0, or 1 if the port is not published.",
        MinimumWords = 1,
        MaximumWords = 2,
        Completes = ["container"],
        Run = async call =>
        {
            ContainerInspection container = await call.Api.GetAsync(Query.To($"/containers/{call.Words[0]}/json").ToString(), CliJson.Default.ContainerInspection, call.Cancel);
            Dictionary<string, PortBinding[]?> ports = container.NetworkSettings?.Ports ?? [];
            if (call.Words is [_, var wanted])
            {
                string key = wanted.Contains('/', StringComparison.Ordinal) ? wanted : $"{wanted}/tcp";
                if (!ports.TryGetValue(key, out PortBinding[]? bindings) || bindings is null or [])
                {
                    throw new CliException($"no public port '{wanted}' published for {call.Words[0]}");
                }

                foreach (PortBinding binding in bindings)
                {
                    await call.Out.WriteLineAsync(PortList.Address(binding));
                }

                return 0;
            }

            foreach ((string port, PortBinding[]? bindings) in ports.OrderBy(static pair => int.TryParse(pair.Key.Split('/')[0], out int number) ? number : 0))
            {
                foreach (PortBinding binding in bindings ?? [])
                {
                    await call.Out.WriteLineAsync($"{port} -> {PortList.Address(binding)}");
                }
            }

            return 0;
        },
    };

    /// <summary>Show processes.</summary>
    public static Verb Top() => new()
    {
        Name = "top",
        Usage = "CONTAINER [PS OPTION...]",
        Summary = "Show a container's processes",
        Description = "Prints the container's processes as seen by the host's ps.",
        Examples = [("linkspan top web", "its processes"), ("linkspan top web -o pid,args", "columns of choice")],
        MinimumWords = 1,
        MaximumWords = int.MaxValue,
        CommandStartsAt = 1,
        Completes = ["container"],
        Run = async call =>
        {
            string path = Query.To($"/containers/{call.Words[0]}/top").Add("ps_args", string.Join(' ', call.Words[1..])).ToString();
            TopAnswer top = await call.Api.GetAsync(path, CliJson.Default.TopAnswer, call.Cancel);
            await call.Out.WriteAsync(Table.Render(top.Titles, [.. top.Processes], call.Terminal));
            return 0;
        },
    };

    private static async Task<JsonElement?> FindAsync(Invocation call, string[] paths, string word, string query)
    {
        foreach (string path in paths)
        {
            try
            {
                return await call.Api.GetRawAsync(path.Replace("{0}", Uri.EscapeDataString(word), StringComparison.Ordinal) + query, call.Cancel);
            }
            catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // Not one of these: the next kind.
            }
        }

        return null;
    }
}
