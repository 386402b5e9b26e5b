namespace Linkspan.Cli.Verbs;

/// <summary>Verbs that do one thing to each container named.</summary>
internal static class LifecycleVerbs
{
    /// <summary>Stop containers.</summary>
    public static Verb Stop() => Timed("stop", "Stop running containers", "Sends a container its stop signal, waits, then kills it.", "linkspan stop -t 2 web", "give it two seconds");

    /// <summary>Restart containers.</summary>
    public static Verb Restart() => Timed("restart", "Stop containers and start them again", "Stops a container as 'stop' does and starts it again.", "linkspan restart web", "stop it and start it");

    /// <summary>Signal containers.</summary>
    public static Verb Kill()
    {
        Option<string> signal = Flags.Text("--signal", "SIGNAL", "the signal, KILL if not given", "-s");
        return Each("kill", "Send running containers a signal", "Sends the container's first process a signal.", [("linkspan kill web", "end it at once"), ("linkspan kill -s HUP web", "have it read its configuration again")],
            (call, name) => call.Api.PostAsync(Query.To($"/containers/{name}/kill").Add("signal", call.Get(signal) ?? "KILL").ToString(), call.Cancel), signal);
    }

    /// <summary>Freeze containers.</summary>
    public static Verb Pause() => Each("pause", "Freeze running containers", "Freezes all processes of a container; its network stays.", [("linkspan pause web", "freeze it")],
        (call, name) => call.Api.PostAsync(Query.To($"/containers/{name}/pause").ToString(), call.Cancel));

    /// <summary>Thaw containers.</summary>
    public static Verb Unpause() => Each("unpause", "Let frozen containers go on", "Undoes 'pause'.", [("linkspan unpause web", "let it go on")],
        (call, name) => call.Api.PostAsync(Query.To($"/containers/{name}/unpause").ToString(), call.Cancel));

    /// <summary>Remove containers.</summary>
    public static Verb Remove()
    {
        Option<bool> force = Flags.Flag("--force", "kill it first if it runs; one that is not there is no error", "-f");
        Option<bool> volumes = Flags.Flag("--volumes", "remove its anonymous volumes too", "-v");
        return Each("rm", "Remove containers", "Removes stopped containers; with -f running ones as well.", [("linkspan rm web", "remove it"), ("linkspan rm -fv web", "whatever it does, with its anonymous volumes")],
            async (call, name) =>
            {
                try
                {
                    await call.Api.DeleteAsync(Query.To($"/containers/{name}").Add("force", call.Get(force)).Add("v", call.Get(volumes)).ToString(), call.Cancel);
                }
                catch (ApiException e) when (call.Get(force) && e.Status == HttpStatusCode.NotFound)
                {
                    await call.Terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
                }
            },
            force,
            volumes);
    }

    /// <summary>Rename a container.</summary>
    public static Verb Rename() => new()
    {
        Name = "rename",
        Usage = "CONTAINER NAME",
        Summary = "Give a container another name",
        Description = "Renames a container; the new name resolves on its networks at once.",
        Examples = [("linkspan rename web old-web", "make room for a new one")],
        MinimumWords = 2,
        MaximumWords = 2,
        Completes = ["container"],
        Run = async call =>
        {
            await call.Api.PostAsync(Query.To($"/containers/{call.Words[0]}/rename").Add("name", call.Words[1]).ToString(), call.Cancel);
            return 0;
        },
    };

    /// <summary>Wait for containers.</summary>
    public static Verb Wait() => new()
    {
        Name = "wait",
        Usage = "CONTAINER...",
        Summary = "Wait until containers end and print their exit codes",
        Description = "Waits for each container in turn and prints its exit code.",
        Examples = [("linkspan wait job", "prints 0 if it went well")],
        MinimumWords = 1,
        MaximumWords = int.MaxValue,
        Completes = ["container"],
        Run = call => call.EachAsync(
            async name => await call.Out.WriteLineAsync($"{(await call.Api.PostAsync(Query.To($"/containers/{name}/wait").ToString(), CliJson.Default.WaitAnswer, call.Cancel)).StatusCode}"),
            print: false),
    };

    private static Verb Timed(string verb, string summary, string description, string line, string purpose)
    {
        Option<long?> time = Flags.Number("--timeout", "SECONDS", "how long it is waited before it is killed; -1 for ever", "-t").Also("--time");
        Option<string> signal = Flags.Text("--signal", "SIGNAL", "the signal instead of its own", "-s");
        return Each(verb, summary, description, [(line, purpose)],
            (call, name) => call.Api.PostAsync(new Query($"/containers/{Uri.EscapeDataString(name)}/{verb}").Add("t", call.Get(time)?.ToString()).Add("signal", call.Get(signal)).ToString(), call.Cancel),
            time,
            signal);
    }

    private static Verb Each(string name, string summary, string description, (string, string)[] examples, Func<Invocation, string, Task> action, params Option[] options) => new()
    {
        Name = name,
        Usage = "CONTAINER...",
        Summary = summary,
        Description = description + " Prints the name of each for which it was done.",
        Examples = examples,
        ExitStatus = "0 if it was done for all, 1 if it failed for any.",
        Options = options,
        MinimumWords = 1,
        MaximumWords = int.MaxValue,
        Completes = ["container"],
        Run = call => call.EachAsync(container => action(call, container)),
    };
}
