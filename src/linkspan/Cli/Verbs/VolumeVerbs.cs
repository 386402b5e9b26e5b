namespace Linkspan.Cli.Verbs;

/// <summary>Verbs about volumes.</summary>
internal static class VolumeVerbs
{
    /// <summary>Make a volume.</summary>
    public static Verb Create()
    {
        Option<string> driver = Flags.Text("--driver", "DRIVER", "the driver, local if not given", "-d");
        Option<string[]> label = Flags.Texts("--label", "KEY=VALUE", "a label");
        Option<string[]> opt = Flags.Texts("--opt", "KEY=VALUE", "an option of the driver", "-o");
        Option<string> name = Flags.Text("--name", "NAME", "the name, if not given as a word");
        return new Verb
        {
            Name = "volume create",
            Usage = "[NAME]",
            Summary = "Make a volume",
            Description = "Makes a volume and prints its name; without NAME one is chosen.",
            Examples = [("linkspan volume create data", "a folder that outlives containers"), ("linkspan volume create -o type=tmpfs -o device=tmpfs -o o=size=64m scratch", "one in memory")],
            Options = [driver, label, opt, name],
            MaximumWords = 1,
            Run = async call =>
            {
                var body = new VolumeCreation
                {
                    Name = call.Words is [var word] ? word : call.Get(name),
                    Driver = call.Get(driver) ?? "local",
                    DriverOpts = KeyValues.Map(call.Many(opt)),
                    Labels = KeyValues.Map(call.Many(label)),
                };
                VolumeAnswer made = await call.Api.PostJsonAsync("/volumes/create", body, CliJson.Default.VolumeCreation, CliJson.Default.VolumeAnswer, call.Cancel);
                await call.Out.WriteLineAsync(made.Name);
                return 0;
            },
        };
    }

    /// <summary>List volumes.</summary>
    public static Verb List()
    {
        Option<bool> quiet = Flags.Flag("--quiet", "names only", "-q");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "dangling, driver, label, name", "-f");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "volume ls",
            Summary = "List volumes",
            Description = "Lists the volumes on this host.",
            Examples = [("linkspan volume ls", "all"), ("linkspan volume ls -q --filter dangling=true", "names of those that no container uses")],
            Options = [quiet, filter, format],
            Run = async call =>
            {
                VolumesAnswer answer = await call.Api.GetAsync(new Query("/volumes").Filters(call.Many(filter)).ToString(), CliJson.Default.VolumesAnswer, call.Cancel);
                var listing = new Listing([("Driver", "DRIVER", true), ("Name", "VOLUME NAME", true), ("Mountpoint", "MOUNTPOINT", false), ("Scope", "SCOPE", false), ("Labels", "LABELS", false)], "Name");
                foreach (VolumeAnswer volume in (answer.Volumes ?? []).OrderBy(static volume => volume.Name, StringComparer.Ordinal))
                {
                    listing.Add(volume.Driver ?? "", volume.Name, volume.Mountpoint ?? "", volume.Scope ?? "", string.Join(',', (volume.Labels ?? []).Select(static label => $"{label.Key}={label.Value}")));
                }

                await listing.PrintAsync(call.Get(quiet) && !call.Given(format) ? "name" : call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    /// <summary>Show everything of volumes.</summary>
    public static Verb Inspect() => ContainerVerbs.InspectVerb("volume inspect", "VOLUME...", "volumes", "volume", ["/volumes/{0}"], "linkspan volume inspect data", "linkspan volume inspect -f '{{.Mountpoint}}' data");

    /// <summary>Remove volumes.</summary>
    public static Verb Remove()
    {
        Option<bool> force = Flags.Flag("--force", "one that is not there is no error", "-f");
        return new Verb
        {
            Name = "volume rm",
            Usage = "VOLUME...",
            Summary = "Remove volumes",
            Description = "Removes volumes with what is in them; one that a container uses stays.",
            Examples = [("linkspan volume rm data", "remove it and its files")],
            ExitStatus = "0 if all were removed, 1 if any was not.",
            Options = [force],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = ["volume"],
            Run = call => call.EachAsync(name => call.Api.DeleteAsync(Query.To($"/volumes/{name}").Add("force", call.Get(force)).ToString(), call.Cancel)),
        };
    }
}
