using Linkspan.Cli.Check;
using Linkspan.Cli.Verbs;

namespace Linkspan.Cli;

/// <summary>All verbs by their words. A verb is built only when it is called.</summary>
internal static class VerbTable
{
    /// <summary>The groups: words that only precede others.</summary>
    public static readonly string[] Groups = ["container", "image", "network", "volume", "system"];

    /// <summary>Every verb's words, in the order of help.</summary>
    public static readonly string[] Names =
    [
        "run", "create", "start", "stop", "restart", "kill", "pause", "unpause", "rm", "rename", "publish", "unpublish", "wait", "exec", "attach",
        "ps", "inspect", "logs", "port", "top", "stats",
        "network create", "network ls", "network inspect", "network connect", "network disconnect", "network rm", "network prune", "check",
        "images", "pull", "tag", "rmi", "load", "save", "import", "history", "image inspect", "image prune",
        "volume create", "volume ls", "volume inspect", "volume rm", "volume prune",
        "container inspect", "container prune",
        "version", "info", "events", "system df", "system prune", "completion",
    ];

    /// <summary>Builds a verb from its words, Docker's other spellings included; null if there is none.</summary>
    public static Verb? Find(string name) => name switch
    {
        "run" => RunVerbs.Run(),
        "create" => RunVerbs.Create(),
        "start" => ProcessVerbs.Start(),
        "attach" => ProcessVerbs.Attach(),
        "exec" => ProcessVerbs.Exec(),
        "stop" => LifecycleVerbs.Stop(),
        "restart" => LifecycleVerbs.Restart(),
        "kill" => LifecycleVerbs.Kill(),
        "pause" => LifecycleVerbs.Pause(),
        "unpause" => LifecycleVerbs.Unpause(),
        "rm" or "container remove" => LifecycleVerbs.Remove(),
        "rename" => LifecycleVerbs.Rename(),
        "publish" => PublishVerbs.Publish(),
        "unpublish" => PublishVerbs.Unpublish(),
        "wait" => LifecycleVerbs.Wait(),
        "ps" or "container ls" or "container list" or "container ps" => ContainerVerbs.List(),
        "inspect" => ContainerVerbs.Inspect(),
        "container inspect" => ContainerVerbs.InspectContainer(),
        "logs" => ContainerVerbs.Logs(),
        "port" => ContainerVerbs.Port(),
        "top" => ContainerVerbs.Top(),
        "stats" => StatsVerb.Stats(),
        "network create" => NetworkVerbs.Create(),
        "network ls" or "network list" => NetworkVerbs.List(),
        "network inspect" => NetworkVerbs.Inspect(),
        "network connect" => NetworkVerbs.Connect(),
        "network disconnect" => NetworkVerbs.Disconnect(),
        "network rm" or "network remove" => NetworkVerbs.Remove(),
        "network prune" => PruneVerb.Networks(),
        "check" or "network check" => CheckVerb.Check(),
        "images" or "image ls" or "image list" => ImageVerbs.List(),
        "image inspect" => ImageVerbs.Inspect(),
        "pull" or "image pull" => ImageVerbs.Pull(),
        "tag" or "image tag" => ImageVerbs.Tag(),
        "rmi" or "image rm" or "image remove" => ImageVerbs.Remove(),
        "load" or "image load" => ImageVerbs.Load(),
        "save" or "image save" => ImageVerbs.Save(),
        "import" or "image import" => ImageVerbs.Import(),
        "history" or "image history" => ImageVerbs.History(),
        "image prune" => PruneVerb.Images(),
        "volume create" => VolumeVerbs.Create(),
        "volume ls" or "volume list" => VolumeVerbs.List(),
        "volume inspect" => VolumeVerbs.Inspect(),
        "volume rm" or "volume remove" => VolumeVerbs.Remove(),
        "volume prune" => PruneVerb.Volumes(),
        "container prune" => PruneVerb.Containers(),
        "version" => SystemVerbs.Version(),
        "info" or "system info" => SystemVerbs.Info(),
        "events" or "system events" => SystemVerbs.Events(),
        "system df" => SystemVerbs.DiskUse(),
        "system prune" => PruneVerb.System(),
        "completion" => CompletionVerb.Completion(),
        "__complete" => CompletionVerb.Answer(),
        "container run" or "container create" or "container start" or "container attach" or "container exec" or "container stop" or "container restart"
            or "container kill" or "container pause" or "container unpause" or "container rm" or "container rename" or "container publish" or "container unpublish" or "container wait"
            or "container logs" or "container port" or "container top" or "container stats" => Find(name["container ".Length..]),
        _ => null,
    };

    /// <summary>Finds the verb that the first words name; null where help is wanted, with the words of it as rest.</summary>
    /// <exception cref="CliException">There is no such verb.</exception>
    public static (Verb? Verb, ArraySegment<string> Arguments) Match(ArraySegment<string> words)
    {
        if (words.Count == 0)
        {
            return (null, words);
        }

        if (words[0] == "help")
        {
            ArraySegment<string> asked = words[1..];
            return asked.Count > 0 && Find(string.Join(' ', asked.AsEnumerable())) is { } page ? (page, new ArraySegment<string>(["--help"])) : (null, asked);
        }

        if (!Array.Exists(Groups, group => group == words[0]))
        {
            return Find(words[0]) is { } verb ? (verb, words[1..]) : throw Unknown(words[0], Names.Where(static name => !name.Contains(' ', StringComparison.Ordinal)));
        }

        if (words.Count == 1 || words[1] is "--help" or "help")
        {
            return (null, words[..1]);
        }

        string both = $"{words[0]} {words[1]}";
        return Find(both) is { } member ? (member, words[2..]) : throw Unknown(both, Names);
    }

    private static CliException Unknown(string name, IEnumerable<string> candidates) =>
        new(Nearest.Of(name, candidates) is string near ? $"unknown command '{name}'; did you mean '{near}'?" : $"unknown command '{name}'; see 'linkspan help'");
}
