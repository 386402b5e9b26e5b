namespace Linkspan.Cli;

/// <summary>The way from the process' arguments to a verb. Only the called verb's options are built, so that a start costs little.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command and returns the process' exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancel = default)
    {
        Verb? verb = null;
        try
        {
            GlobalOptions globals = GlobalOptions.Take(arguments, out ArraySegment<string> rest);
            (verb, rest) = VerbTable.Match(rest);
            if (verb is null)
            {
                return await HelpPage.OverviewAsync(rest, terminal);
            }

            if (globals.Help || HelpAsked(verb, rest))
            {
                await HelpPage.OfVerbAsync(verb, terminal);
                return 0;
            }

            return await InvokeAsync(verb, rest, globals, terminal, cancel);
        }
        catch (CliException e)
        {
            await terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
            return e.ExitCode == ExitCode.Failed && verb is not null ? verb.UsageExitCode : e.ExitCode;
        }
        catch (ApiException e)
        {
            await terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
            return verb?.UsageExitCode ?? ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or JsonException or Linkspan.Netlink.NetlinkException)
        {
            await terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 130;
        }
        finally
        {
            await FlushAsync(terminal);
        }
    }

    private static async Task<int> InvokeAsync(Verb verb, IReadOnlyList<string> rest, GlobalOptions globals, Terminal terminal, CancellationToken cancel)
    {
        var words = new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("linkspan") { words };
        foreach (Option option in verb.Options)
        {
            command.Add(option);
        }

        List<string> ordered = ArgumentOrder.Apply(rest, verb.Options, verb.CommandStartsAt);
        ParseResult parsed = command.Parse(ordered, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors is [var first, ..])
        {
            throw new CliException($"{first.Message.TrimEnd('.')}; see 'linkspan {verb.Name} --help'");
        }

        string[] given = parsed.GetValue(words) ?? [];
        if (given.Length < verb.MinimumWords || given.Length > verb.MaximumWords)
        {
            throw new CliException(verb.MaximumWords == 0
                ? $"'linkspan {verb.Name}' takes no arguments, not {string.Join(' ', given)}"
                : $"'linkspan {verb.Name}' takes {verb.Usage}; see 'linkspan {verb.Name} --help'");
        }

        ApiClient? api = null;
        try
        {
            return await verb.Run(new Invocation(parsed, given, terminal, () => api = ApiClient.Connect(globals, terminal), cancel));
        }
        finally
        {
            api?.Dispose();
        }
    }

    /// <summary>Whether <c>--help</c> stands before the container's command, if there is one: <c>run image ls --help</c> is the image's.</summary>
    private static bool HelpAsked(Verb verb, IReadOnlyList<string> arguments)
    {
        if (verb.CommandStartsAt is null)
        {
            return arguments.TakeWhile(static word => word != "--").Contains("--help", StringComparer.Ordinal);
        }

        int words = 0;
        for (int at = 0; at < arguments.Count && words < verb.CommandStartsAt; at++)
        {
            if (arguments[at] == "--help")
            {
                return true;
            }

            Option? option = Array.Find(verb.Options, known => known.Name == arguments[at] || known.Aliases.Contains(arguments[at]));
            if (option is not null && ArgumentOrder.TakesValue(option))
            {
                at++;
            }
            else if (!arguments[at].StartsWith('-'))
            {
                words++;
            }
        }

        return false;
    }

    private static async Task FlushAsync(Terminal terminal)
    {
        try
        {
            await terminal.Out.FlushAsync();
        }
        catch (IOException)
        {
            // The reader of our pipe has gone, as `linkspan ps | head -1` does.
        }
    }
}
