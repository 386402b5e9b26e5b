namespace Linkspan.Cli.Verbs;

/// <summary>Verbs about images.</summary>
internal static class ImageVerbs
{
    /// <summary>List images.</summary>
    public static Verb List()
    {
        Option<bool> all = Flags.Flag("--all", "intermediate ones too", "-a");
        Option<bool> quiet = Flags.Flag("--quiet", "ids only", "-q");
        Option<bool> noTrunc = Flags.Flag("--no-trunc", "full ids");
        Option<bool> digests = Flags.Flag("--digests", "their digests");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "dangling, label, reference, before, since", "-f");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "images",
            Usage = "[NAME[:TAG]]",
            Summary = "List images",
            Description = "Lists the images on this host.",
            Examples = [("linkspan images", "all of them"), ("linkspan images -q --filter dangling=true", "ids of those without a name")],
            Options = [all, quiet, noTrunc, digests, filter, format],
            MaximumWords = 1,
            Completes = ["image"],
            Run = async call =>
            {
                string[] filters = [.. call.Many(filter), .. call.Words.Select(static name => $"reference={name}")];
                ImageAnswer[] images = await call.Api.GetAsync(new Query("/images/json").Add("all", call.Get(all)).Filters(filters).ToString(), CliJson.Default.ImageAnswerArray, call.Cancel);
                var listing = new Listing(
                    [
                        ("Repository", "REPOSITORY", true), ("Tag", "TAG", true), ("Digest", "DIGEST", call.Get(digests)), ("ID", "IMAGE ID", true),
                        ("CreatedSince", "CREATED", true), ("Size", "SIZE", true), ("Name", "NAME", false),
                    ],
                    "Name");
                foreach (ImageAnswer image in images)
                {
                    string id = call.Get(noTrunc) ? image.Id : Human.ShortId(image.Id);
                    string age = $"{Human.Duration(call.Terminal.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(image.Created))} ago";
                    string digest = image.RepoDigests is [var first, ..] ? first[(first.IndexOf('@', StringComparison.Ordinal) + 1)..] : "<none>";
                    foreach (string name in image.RepoTags is { Length: > 0 } tags ? tags : ["<none>:<none>"])
                    {
                        (string repository, string tag) = ImageName.Split(name);
                        listing.Add(repository, tag, digest, id, age, Human.Size(image.Size), name == "<none>:<none>" ? id : name);
                    }
                }

                await listing.PrintAsync(call.Get(quiet) && !call.Given(format) ? "{{.ID}}" : call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    /// <summary>Show everything of images.</summary>
    public static Verb Inspect() => ContainerVerbs.InspectVerb("image inspect", "IMAGE...", "images", "image", ["/images/{0}/json"], "linkspan image inspect alpine", "linkspan image inspect -f '{{.Config.Cmd}}' alpine");

    /// <summary>Remove images.</summary>
    public static Verb Remove()
    {
        Option<bool> force = Flags.Flag("--force", "even if stopped containers use it", "-f");
        Option<bool> noPrune = Flags.Flag("--no-prune", "keep untagged parents");
        return new Verb
        {
            Name = "rmi",
            Usage = "IMAGE...",
            Summary = "Remove images",
            Description = "Takes an image's name away and removes the image when it was the last.",
            Examples = [("linkspan rmi alpine:3.20", "remove it")],
            ExitStatus = "0 if all were removed, 1 if any was not.",
            Options = [force, noPrune],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = ["image"],
            Run = call => call.EachAsync(
                async name =>
                {
                    string path = $"/images/{Path(name)}{new Query("").Add("force", call.Get(force)).Add("noprune", call.Get(noPrune))}";
                    foreach (RemovedAnswer removed in await call.Api.DeleteAsync(path, CliJson.Default.RemovedAnswerArray, call.Cancel))
                    {
                        await call.Out.WriteLineAsync(removed.Deleted is null ? $"Untagged: {removed.Untagged}" : $"Deleted: {removed.Deleted}");
                    }
                },
                print: false),
        };
    }

    /// <summary>Name an image.</summary>
    public static Verb Tag() => new()
    {
        Name = "tag",
        Usage = "IMAGE NAME[:TAG]",
        Summary = "Give an image a further name",
        Description = "Names an image; both names mean the same image from then on.",
        Examples = [("linkspan tag alpine:3.20 base:latest", "call it base")],
        MinimumWords = 2,
        MaximumWords = 2,
        Completes = ["image"],
        Run = async call =>
        {
            (string repository, string tag) = ImageName.Split(call.Words[1]);
            await call.Api.PostAsync($"/images/{Path(call.Words[0])}/tag{new Query("").Add("repo", repository).Add("tag", tag)}", call.Cancel);
            return 0;
        },
    };

    /// <summary>Show how an image was made.</summary>
    public static Verb History()
    {
        Option<bool> noTrunc = Flags.Flag("--no-trunc", "full ids and commands");
        Option<bool> quiet = Flags.Flag("--quiet", "ids only", "-q");
        Option<string> format = Flags.FormatWithoutLetter();
        return new Verb
        {
            Name = "history",
            Usage = "IMAGE",
            Summary = "Show the steps that made an image",
            Description = "Lists an image's steps, the last first.",
            Examples = [("linkspan history alpine", "its steps")],
            Options = [noTrunc, quiet, format],
            MinimumWords = 1,
            MaximumWords = 1,
            Completes = ["image"],
            Run = async call =>
            {
                HistoryAnswer[] steps = await call.Api.GetAsync($"/images/{Path(call.Words[0])}/history", CliJson.Default.HistoryAnswerArray, call.Cancel);
                var listing = new Listing([("ID", "IMAGE", true), ("CreatedSince", "CREATED", true), ("CreatedBy", "CREATED BY", true), ("Size", "SIZE", true), ("Comment", "COMMENT", true)], "ID");
                foreach (HistoryAnswer step in steps)
                {
                    string by = (step.CreatedBy ?? "").ReplaceLineEndings(" ");
                    listing.Add(
                        call.Get(noTrunc) ? step.Id ?? "" : Human.ShortId(step.Id),
                        $"{Human.Duration(call.Terminal.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(step.Created))} ago",
                        call.Get(noTrunc) || by.Length <= 45 ? by : by[..44] + "…",
                        Human.Size(step.Size),
                        step.Comment ?? "");
                }

                await listing.PrintAsync(call.Get(quiet) ? "{{.ID}}" : call.Get(format), call.Terminal);
                return 0;
            },
        };
    }

    /// <summary>Fetch an image.</summary>
    public static Verb Pull()
    {
        Option<bool> quiet = Flags.Flag("--quiet", "print the name only", "-q");
        Option<string> platform = Flags.Text("--platform", "OS/ARCH", "another platform's");
        return new Verb
        {
            Name = "pull",
            Usage = "IMAGE[:TAG|@DIGEST]",
            Summary = "Fetch an image from a registry",
            Description = "Fetches an image; the tag is latest if none is given.",
            Examples = [("linkspan pull alpine:3.20", "fetch it")],
            Options = [quiet, platform],
            MinimumWords = 1,
            MaximumWords = 1,
            Completes = ["image"],
            Run = async call =>
            {
                await PullAsync(call, call.Words[0], call.Get(quiet) ? TextWriter.Null : call.Out, call.Terminal.OutIsTerminal, call.Get(platform));
                await (call.Get(quiet) ? call.Out.WriteLineAsync(call.Words[0]) : Task.CompletedTask);
                return 0;
            },
        };
    }

    /// <summary>Read images from an archive.</summary>
    public static Verb Load()
    {
        Option<string> input = Flags.Text("--input", "FILE", "the archive; standard input if not given", "-i");
        Option<bool> quiet = Flags.Flag("--quiet", "no progress", "-q");
        return new Verb
        {
            Name = "load",
            Summary = "Read images from an archive",
            Description = "Reads an archive that 'save' wrote (docker or OCI layout, compressed or not).",
            Examples = [("linkspan load -i images.tar", "from a file"), ("zcat images.tar.gz | linkspan load", "from a pipe")],
            Options = [input, quiet],
            Run = async call =>
            {
                await using Stream archive = OpenInput(call, call.Get(input) ?? "-");
                await SendArchiveAsync(call, new Query("/images/load").Add("quiet", call.Get(quiet)).ToString(), archive, call.Out);
                return 0;
            },
        };
    }

    /// <summary>Make an image from a file system.</summary>
    public static Verb Import()
    {
        Option<string[]> change = Flags.Texts("--change", "INSTRUCTION", "a Dockerfile instruction such as 'CMD [\"sh\"]'", "-c");
        Option<string> message = Flags.Text("--message", "TEXT", "the step's comment", "-m");
        return new Verb
        {
            Name = "import",
            Usage = "FILE|- [NAME[:TAG]]",
            Summary = "Make an image from an archive of a file system",
            Description = "Makes an image with one layer from a tar archive and prints its id.",
            Examples = [("linkspan import rootfs.tar base:1", "from a file"), ("tar -C root -c . | linkspan import -c 'CMD [\"sh\"]' - base", "from a pipe, with a command")],
            Options = [change, message],
            MinimumWords = 1,
            MaximumWords = 2,
            Completes = ["file", "image"],
            Run = async call =>
            {
                (string repository, string tag) = call.Words.Length > 1 ? ImageName.Split(call.Words[1]) : ("", "");
                Query query = new Query("/images/create").Add("fromSrc", "-").Add("repo", repository).Add("tag", tag).Add("message", call.Get(message));
                foreach (string instruction in call.Many(change))
                {
                    query.Add("changes", instruction);
                }

                await using Stream archive = OpenInput(call, call.Words[0]);
                await SendArchiveAsync(call, query.ToString(), archive, call.Out);
                return 0;
            },
        };
    }

    /// <summary>Write images to an archive.</summary>
    public static Verb Save()
    {
        Option<string> output = Flags.Text("--output", "FILE", "the archive; standard output if not given", "-o");
        return new Verb
        {
            Name = "save",
            Usage = "IMAGE...",
            Summary = "Write images to an archive",
            Description = "Writes images with all their layers and names.",
            Examples = [("linkspan save -o images.tar alpine nginx", "two images in a file"), ("linkspan save alpine | gzip > alpine.tar.gz", "to a pipe")],
            Options = [output],
            MinimumWords = 1,
            MaximumWords = int.MaxValue,
            Completes = ["image"],
            Run = async call =>
            {
                if (call.Get(output) is null && call.Terminal.OutIsTerminal)
                {
                    throw new CliException("an archive is not for a terminal; give -o FILE or a pipe");
                }

                var query = new Query("/images/get");
                Array.ForEach(call.Words, name => query.Add("names", name));
                using HttpResponseMessage response = await call.Api.SendAsync(HttpMethod.Get, query.ToString(), null, call.Cancel);
                await using Stream archive = call.Get(output) is string file ? File.Create(file) : call.Terminal.OutBytes();
                await response.Content.CopyToAsync(archive, call.Cancel);
                return 0;
            },
        };
    }

    /// <summary>Pulls, showing progress.</summary>
    public static async Task PullAsync(Invocation call, string image, TextWriter to, bool live, string? platform)
    {
        (string repository, string tag) = ImageName.Split(image);
        string path = new Query("/images/create").Add("fromImage", repository).Add("tag", tag.Length > 0 ? tag : "latest").Add("platform", platform).ToString();
        using HttpResponseMessage response = await call.Api.SendAsync(HttpMethod.Post, path, null, call.Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(call.Cancel);
        await Progress.ShowAsync(body, to, live, call.Cancel);
    }

    private static async Task SendArchiveAsync(Invocation call, string path, Stream archive, TextWriter to)
    {
        var content = new StreamContent(archive);
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage response = await call.Api.SendAsync(HttpMethod.Post, path, content, call.Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(call.Cancel);
        await Progress.ShowAsync(body, to, call.Terminal.OutIsTerminal, call.Cancel);
    }

    private static Stream OpenInput(Invocation call, string file) =>
        file != "-" ? File.OpenRead(file)
        : call.Terminal.InIsTerminal ? throw new CliException("the archive is expected on standard input, which is a terminal; give a file")
        : call.Terminal.InBytes();

    /// <summary>An image's name in a path keeps its slashes.</summary>
    private static string Path(string image) => string.Join('/', image.Split('/').Select(Uri.EscapeDataString));
}
