namespace Linkspan.Cli.Verbs;

/// <summary>Verbs that remove what nothing uses.</summary>
internal static class PruneVerb
{
    /// <summary>Remove stopped containers.</summary>
    public static Verb Containers() => Of("container prune", "all stopped containers", "containers", "until=24h");

    /// <summary>Remove unused networks.</summary>
    public static Verb Networks() => Of("network prune", "all networks that no container uses", "networks", "until=24h");

    /// <summary>Remove unused images.</summary>
    public static Verb Images()
    {
        Option<bool> all = Flags.Flag("--all", "named ones too", "-a");
        return Of("image prune", "all images without a name that no container uses", "images", "until=24h", all, call => call.Get(all) ? ["dangling=false"] : []);
    }

    /// <summary>Remove unused volumes.</summary>
    public static Verb Volumes()
    {
        Option<bool> all = Flags.Flag("--all", "named ones too", "-a");
        return Of("volume prune", "all anonymous volumes that no container uses", "volumes", "label=old", all, call => call.Get(all) ? ["all=true"] : []);
    }

    /// <summary>Remove all that is unused.</summary>
    public static Verb System()
    {
        Option<bool> force = Flags.Flag("--force", "do not ask", "-f");
        Option<bool> all = Flags.Flag("--all", "images with names too", "-a");
        Option<bool> volumes = Flags.Flag("--volumes", "anonymous volumes too");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "until, label");
        return new Verb
        {
            Name = "system prune",
            Summary = "Remove all that is unused",
            Description = "Removes stopped containers, networks that no container uses, images without a name, and with --volumes anonymous volumes.",
            Examples = [("linkspan system prune -f", "without asking"), ("linkspan system prune -af --volumes", "as much as can be")],
            Options = [force, all, volumes, filter],
            Run = async call =>
            {
                if (!Confirmation.Ask(call, call.Get(force), "stopped containers and unused networks and images"))
                {
                    return ExitCode.Failed;
                }

                long bytes = await PruneAsync(call, "containers", call.Many(filter));
                bytes += await PruneAsync(call, "networks", call.Many(filter));
                bytes += call.Get(volumes) ? await PruneAsync(call, "volumes", call.Many(filter)) : 0;
                bytes += await PruneAsync(call, "images", call.Get(all) ? [.. call.Many(filter), "dangling=false"] : call.Many(filter));
                await call.Out.WriteLineAsync($"Total reclaimed space: {Human.Size(bytes)}");
                return 0;
            },
        };
    }

    private static Verb Of(string name, string what, string resource, string example, Option? extra = null, Func<Invocation, string[]>? extraFilters = null)
    {
        Option<bool> force = Flags.Flag("--force", "do not ask", "-f");
        Option<string[]> filter = Flags.Texts("--filter", "KEY=VALUE", "until, label, label!");
        return new Verb
        {
            Name = name,
            Summary = $"Remove {what}",
            Description = $"Removes {what}, after asking, and prints what is gone.",
            Examples = [($"linkspan {name} -f", "without asking"), ($"linkspan {name} -f --filter {example}", "only some")],
            Options = extra is null ? [force, filter] : [force, filter, extra],
            Run = async call =>
            {
                if (!Confirmation.Ask(call, call.Get(force), what))
                {
                    return ExitCode.Failed;
                }

                long bytes = await PruneAsync(call, resource, [.. call.Many(filter), .. extraFilters?.Invoke(call) ?? []]);
                if (resource != "networks")
                {
                    await call.Out.WriteLineAsync($"Total reclaimed space: {Human.Size(bytes)}");
                }

                return 0;
            },
        };
    }

    private static async Task<long> PruneAsync(Invocation call, string resource, string[] filters)
    {
        PrunedAnswer pruned = await call.Api.PostAsync(new Query($"/{resource}/prune").Filters(filters).ToString(), CliJson.Default.PrunedAnswer, call.Cancel);
        IEnumerable<string> gone = (pruned.ContainersDeleted ?? pruned.NetworksDeleted ?? pruned.VolumesDeleted ?? [])
            .Concat((pruned.ImagesDeleted ?? []).Select(static image => image.Deleted is null ? $"untagged: {image.Untagged}" : $"deleted: {image.Deleted}"));
        string text = string.Join('\n', gone);
        if (text.Length > 0)
        {
            await call.Out.WriteLineAsync($"Deleted {resource}:\n{text}\n");
        }

        return pruned.SpaceReclaimed;
    }
}
