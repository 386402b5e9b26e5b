using System.Reflection;
using System.Runtime.InteropServices;

namespace Linkspan.Cli.Verbs;

/// <summary>Verbs about the daemon.</summary>
internal static class SystemVerbs
{
    /// <summary>Show versions.</summary>
    public static Verb Version()
    {
        Option<bool> client = Flags.Flag("--client", "only this program's");
        Option<string> format = Flags.Format();
        return new Verb
        {
            Name = "version",
            Summary = "Show the versions of this program and of the daemon",
            Description = "Prints this program's version, then the daemon's.",
            Examples = [("linkspan version", "both"), ("linkspan version -f '{{.Server.Version}}'", "the daemon's alone")],
            ExitStatus = "0, or 1 if the daemon cannot be reached.",
            Options = [client, format],
            Run = async call =>
            {
                string version = typeof(SystemVerbs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
                if (call.Given(format))
                {
                    JsonElement server = await call.Api.GetRawAsync("/version", call.Cancel);
                    using JsonDocument both = JsonDocument.Parse($"{{\"Client\":{{\"Version\":\"{JsonEncodedText.Encode(version)}\"}},\"Server\":{server.GetRawText()}}}");
                    await Inspection.PrintAsync([both.RootElement], call.Get(format), call.Terminal);
                    return 0;
                }

                // Written before the daemon is asked: it needs no answer, and it is there if none comes.
                await call.Out.WriteLineAsync($"Client: Linkspan\n Version:      {version}\n OS/Arch:      linux/{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}");
                await call.Out.FlushAsync(call.Cancel);
                if (call.Get(client))
                {
                    return 0;
                }

                VersionAnswer answer = await call.Api.GetAsync("/version", CliJson.Default.VersionAnswer, call.Cancel);
                await call.Out.WriteLineAsync($"\nServer: {answer.Platform?.Name}\n Version:      {answer.Version}\n API version:  {answer.ApiVersion} (minimum {answer.MinAPIVersion})\n"
                    + $" OS/Arch:      {answer.Os}/{answer.Arch}\n Kernel:       {answer.KernelVersion}");
                foreach (ComponentAnswer component in answer.Components ?? [])
                {
                    await call.Out.WriteLineAsync($" {component.Name + ":",-13} {component.Version}");
                }

                return 0;
            },
        };
    }

    /// <summary>Show the daemon's state.</summary>
    public static Verb Info()
    {
        Option<string> format = Flags.Format();
        return new Verb
        {
            Name = "info",
            Summary = "Show the state of the daemon and its host",
            Description = "Prints what runs, how the daemon is set up, and what it warns of.",
            Examples = [("linkspan info", "for people"), ("linkspan info -f '{{.ContainersRunning}}'", "one value")],
            Options = [format],
            Run = async call =>
            {
                JsonElement raw = await call.Api.GetRawAsync("/info", call.Cancel);
                if (call.Given(format))
                {
                    await Inspection.PrintAsync([raw], call.Get(format), call.Terminal);
                    return 0;
                }

                InfoAnswer info = raw.Deserialize(CliJson.Default.InfoAnswer) ?? new();
                (string, string?)[] lines =
                [
                    ("Name", info.Name), ("Server version", info.ServerVersion), ("Containers", $"{info.Containers} ({info.ContainersRunning} running, {info.ContainersPaused} paused, {info.ContainersStopped} stopped)"),
                    ("Images", $"{info.Images}"), ("Storage driver", info.Driver), ("Logging driver", info.LoggingDriver), ("Cgroups", $"{info.CgroupDriver}, version {info.CgroupVersion}"),
                    ("Runtime", info.DefaultRuntime), ("Root folder", info.DockerRootDir), ("Operating system", $"{info.OperatingSystem} ({info.OSType}/{info.Architecture})"), ("Kernel", info.KernelVersion),
                    ("Processors", $"{info.NCPU}"), ("Memory", Human.Memory(info.MemTotal)), ("Id", info.ID),
                ];
                foreach ((string name, string? value) in lines.Where(static line => !string.IsNullOrEmpty(line.Item2)))
                {
                    await call.Out.WriteLineAsync($"{name + ":",-18}{value}");
                }

                foreach (string warning in info.Warnings ?? [])
                {
                    await call.Terminal.Error.WriteLineAsync($"linkspan: warning: {warning}");
                }

                return 0;
            },
        };
    }

    /// <summary>Show events.</summary>
    public static Verb Events()
    {
        Option<string> since = Flags.Text("--since", "TIME", "from then on: a date, an age such as 10m, or seconds since 1970");
        Option<string> until = Flags.Text("--until", "TIME", "until then");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "type, event, container, network, image, volume, label", "-f");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "events",
            Summary = "Show what happens, as it happens",
            Description = "Prints events until Ctrl-C, or until the time of --until.",
            Examples = [("linkspan events --filter type=network", "what happens to networks"), ("linkspan events --since 1h --until 0s --format json", "the last hour, a line of JSON each")],
            Options = [since, until, filter, format],
            Run = async call =>
            {
                OutputForm form = OutputForm.Parse(call.Get(format));
                string path = new Query("/events").Add("since", Quantities.Moment(call.Get(since), call.Terminal.Time)).Add("until", Quantities.Moment(call.Get(until), call.Terminal.Time))
                    .Filters(call.Many(filter)).ToString();
                using HttpResponseMessage response = await call.Api.SendAsync(HttpMethod.Get, path, null, call.Cancel);
                await using Stream body = await response.Content.ReadAsStreamAsync(call.Cancel);
                await foreach (JsonElement element in JsonSerializer.DeserializeAsyncEnumerable(body, CliJson.Default.JsonElement, topLevelValues: true, call.Cancel))
                {
                    await call.Out.WriteLineAsync(form.IsJson ? element.GetRawText()
                        : form.IsTemplate ? form.Fill((names, json) => Inspection.Find(element, names, json) ?? "<no value>")
                        : Line(element.Deserialize(CliJson.Default.EventAnswer) ?? new(), form.IsName));
                    await call.Out.FlushAsync(call.Cancel);
                }

                return 0;
            },
        };
    }

    /// <summary>Show use of the disk.</summary>
    public static Verb DiskUse()
    {
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "system df",
            Summary = "Show how much disk images, containers and volumes use",
            Description = "Prints number and size of what the daemon keeps.",
            Examples = [("linkspan system df", "all of it")],
            Options = [format],
            Run = async call =>
            {
                DiskUsage use = await call.Api.GetAsync("/system/df", CliJson.Default.DiskUsage, call.Cancel);
                var listing = new Listing([("Type", "TYPE", true), ("TotalCount", "TOTAL", true), ("Active", "ACTIVE", true), ("Size", "SIZE", true)], "Type");
                ContainerAnswer[] containers = use.Containers ?? [];
                VolumeAnswer[] volumes = use.Volumes ?? [];
                int usedImages = containers.Select(static container => container.Image).Distinct(StringComparer.Ordinal).Count();
                listing.Add("Images", $"{use.Images?.Length ?? 0}", $"{usedImages}", Human.Size(use.LayersSize));
                listing.Add("Containers", $"{containers.Length}", $"{containers.Count(static container => container.State == "running")}", Human.Size(containers.Sum(static container => (double)(container.SizeRw ?? 0))));
                listing.Add("Volumes", $"{volumes.Length}", $"{volumes.Count(static volume => volume.UsageData?.RefCount > 0)}", Human.Size(volumes.Sum(static volume => (double)Math.Max(0, volume.UsageData?.Size ?? 0))));
                await listing.PrintAsync(call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    private static string Line(EventAnswer happened, bool nameOnly)
    {
        if (nameOnly)
        {
            return happened.Actor?.Attributes?.GetValueOrDefault("name") ?? happened.Actor?.ID ?? "";
        }

        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(happened.TimeNano / 100).ToLocalTime();
        string attributes = string.Join(", ", (happened.Actor?.Attributes ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"));
        return $"{time:yyyy-MM-ddTHH:mm:ss.fffffffzzz} {happened.Type} {happened.Action} {happened.Actor?.ID} ({attributes})";
    }
}
