namespace Linkspan.Cli;

/// <summary>A verb called: its options' values, its words, the daemon, the terminal.</summary>
internal sealed class Invocation(ParseResult parsed, string[] words, Terminal terminal, Func<ApiClient> connect, CancellationToken cancel)
{
    private ApiClient? _api;

    /// <summary>The positional arguments.</summary>
    public string[] Words => words;

    /// <summary>Where to write.</summary>
    public Terminal Terminal => terminal;

    /// <summary>Text for the reader.</summary>
    public TextWriter Out => terminal.Out;

    /// <summary>Ends when the user gives up.</summary>
    public CancellationToken Cancel => cancel;

    /// <summary>The daemon; connected at the first request.</summary>
    public ApiClient Api => _api ??= connect();

    /// <summary>The value given for an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The values given for an option that may be repeated.</summary>
    public string[] Many(Option<string[]> option) => parsed.GetValue(option) ?? [];

    /// <summary>Whether the option was given at all.</summary>
    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>
    /// Does the same to every word and goes on after a failure; each done one is printed, each failure reported.
    /// Returns the exit code.
    /// </summary>
    public async Task<int> EachAsync(Func<string, Task> action, bool print = true)
    {
        int exitCode = 0;
        foreach (string word in words)
        {
            try
            {
                await action(word);
                if (print)
                {
                    await Out.WriteLineAsync(word);
                }
            }
            catch (ApiException e)
            {
                await terminal.Error.WriteLineAsync($"linkspan: {e.Message}");
                exitCode = ExitCode.Failed;
            }
        }

        return exitCode;
    }
}
