namespace Linkspan.Cli.Verbs;

/// <summary>Completion in shells: a small script for each asks this program, so that verbs, options and names are never out of date.</summary>
internal static class CompletionVerb
{
    private const string Bash =
        """
        # bash completion for linkspan; load with: source <(linkspan completion bash)
        _linkspan() {
            local answer
            answer="$(linkspan __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"
            if [ "$answer" = ":file" ]; then
                compopt -o default; COMPREPLY=()
            else
                mapfile -t COMPREPLY < <(compgen -W "$answer" -- "${COMP_WORDS[COMP_CWORD]}")
            fi
        }
        complete -F _linkspan linkspan
        """;

    private const string Zsh =
        """
        #compdef linkspan
        # zsh completion for linkspan; load with: source <(linkspan completion zsh)
        _linkspan() {
            local -a answer
            answer=("${(@f)$(linkspan __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ "$answer" == ":file" ]]; then
                _files
            else
                compadd -a answer
            fi
        }
        compdef _linkspan linkspan
        """;

    private const string Fish =
        """
        # fish completion for linkspan; load with: linkspan completion fish | source
        function __linkspan_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l answer (linkspan __complete -- $words[2..-1] 2>/dev/null)
            if test "$answer" = ":file"
                __fish_complete_path (commandline -ct)
            else
                printf '%s\n' $answer
            end
        end
        complete -c linkspan -f -a '(__linkspan_complete)'
        """;

    /// <summary>Print a shell's script.</summary>
    public static Verb Completion() => new()
    {
        Name = "completion",
        Usage = "bash|zsh|fish",
        Summary = "Print the completion script of a shell",
        Description = "Prints a script that makes the shell complete commands, options, and the names of containers, networks, images and volumes.",
        Examples = [("source <(linkspan completion bash)", "bash and zsh, for this session"), ("linkspan completion fish > ~/.config/fish/completions/linkspan.fish", "fish, for good")],
        MinimumWords = 1,
        MaximumWords = 1,
        Run = async call =>
        {
            await call.Out.WriteLineAsync(call.Words[0] switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new CliException($"{other} is not bash, zsh or fish"),
            });
            return 0;
        },
    };

    /// <summary>What the scripts ask: the words so far, the last one unfinished. Not for people, so not in help.</summary>
    public static Verb Answer() => new()
    {
        Name = "__complete",
        Usage = "WORD...",
        Summary = "Answer a shell's completion",
        Description = "Prints what may stand in place of the last word, a line each; ':file' where files may.",
        Examples = [("linkspan __complete -- network rm ''", "the networks")],
        MaximumWords = int.MaxValue,
        CommandStartsAt = 0,
        Run = async call =>
        {
            foreach (string word in await CandidatesAsync(call))
            {
                await call.Out.WriteLineAsync(word);
            }

            return 0;
        },
    };

    private static async Task<IEnumerable<string>> CandidatesAsync(Invocation call)
    {
        string[] words = call.Words.Length > 0 ? call.Words : [""];
        string last = words[^1];
        if (words.Length == 1)
        {
            return Starting(VerbTable.Names.Select(static name => name.Split(' ')[0]).Concat(["daemon", "help"]).Distinct(StringComparer.Ordinal), last);
        }

        bool grouped = VerbTable.Groups.Contains(words[0]);
        if (grouped && words.Length == 2)
        {
            return Starting(VerbTable.Names.Where(name => name.StartsWith(words[0] + " ", StringComparison.Ordinal)).Select(static name => name.Split(' ')[1]), last);
        }

        Verb? verb = VerbTable.Find(grouped ? $"{words[0]} {words[1]}" : words[0]);
        if (verb is null)
        {
            return [];
        }

        string[] before = words[(grouped ? 2 : 1)..^1];
        if (last.StartsWith('-'))
        {
            return Starting(verb.Options.Select(static option => option.Name), last);
        }

        if (verb.Name == "completion")
        {
            return Starting(["bash", "zsh", "fish"], last);
        }

        Option? open = before.Length > 0 ? Array.Find(verb.Options, option => option.Name == before[^1] || option.Aliases.Contains(before[^1])) : null;
        if (open is not null && ArgumentOrder.TakesValue(open))
        {
            return open.Name is "--network" or "--config-from" ? Starting(await NamesAsync(call, "network"), last) : [":file"];
        }

        int position = 0;
        for (int at = 0; at < before.Length; at++)
        {
            Option? option = Array.Find(verb.Options, known => known.Name == before[at] || known.Aliases.Contains(before[at]));
            at += option is not null && ArgumentOrder.TakesValue(option) ? 1 : 0;
            position += option is null && !before[at].StartsWith('-') ? 1 : 0;
        }

        return verb.Completes.Length == 0 || position >= verb.MaximumWords || (position > 0 && position >= verb.CommandStartsAt)
            ? verb.CommandStartsAt is null ? [] : [":file"]
            : Starting(await NamesAsync(call, verb.Completes[Math.Min(position, verb.Completes.Length - 1)]), last);
    }

    private static IEnumerable<string> Starting(IEnumerable<string> words, string start) =>
        words.Where(word => word.StartsWith(start, StringComparison.Ordinal) || word == ":file");

    private static async Task<IEnumerable<string>> NamesAsync(Invocation call, string kind) => kind switch
    {
        "container" => (await call.Api.GetAsync("/containers/json?all=1", CliJson.Default.ContainerAnswerArray, call.Cancel)).SelectMany(static container => container.Names ?? []).Select(static name => name.TrimStart('/')),
        "network" => (await call.Api.GetAsync("/networks", CliJson.Default.NetworkAnswerArray, call.Cancel)).Select(static network => network.Name ?? ""),
        "image" => (await call.Api.GetAsync("/images/json", CliJson.Default.ImageAnswerArray, call.Cancel)).SelectMany(static image => image.RepoTags ?? []),
        "volume" => ((await call.Api.GetAsync("/volumes", CliJson.Default.VolumesAnswer, call.Cancel)).Volumes ?? []).Select(static volume => volume.Name),
        _ => [":file"],
    };
}
