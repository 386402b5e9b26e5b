namespace Linkspan.Cli;

/// <summary>What may stand before the verb.</summary>
internal sealed record GlobalOptions
{
    /// <summary>The daemon's address, if given.</summary>
    public string? Host { get; private init; }

    /// <summary>Whether the verb's page is wanted.</summary>
    public bool Help { get; private init; }

    /// <summary>Takes the options before the first word.</summary>
    /// <exception cref="CliException">An option is not known or lacks its value.</exception>
    public static GlobalOptions Take(string[] arguments, out ArraySegment<string> rest)
    {
        var options = new GlobalOptions();
        int at = 0;
        for (; at < arguments.Length && arguments[at].StartsWith('-'); at++)
        {
            string argument = arguments[at];
            switch (argument)
            {
                case "-H" or "--host":
                    options = options with { Host = at + 1 < arguments.Length ? arguments[++at] : throw new CliException($"option {argument} needs a value") };
                    break;
                case "--help" or "-h":
                    options = options with { Help = true };
                    break;
                case "-v" or "--version":
                    rest = new ArraySegment<string>(["version", "--client"]);
                    return options;
                case "-D" or "--debug":
                    break;
                default:
                    options = argument.StartsWith("--host=", StringComparison.Ordinal) ? options with { Host = argument[7..] }
                        : argument.StartsWith("-H", StringComparison.Ordinal) ? options with { Host = argument[2..] }
                        : throw new CliException($"unknown option {argument} before the command; see 'linkspan help'");
                    break;
            }
        }

        rest = new ArraySegment<string>(arguments, at, arguments.Length - at);
        return options;
    }
}
