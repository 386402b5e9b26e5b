namespace Linkspan.Cli.Input;

/// <summary>
/// Puts a command line into the one form in which nothing is ambiguous: <c>--name=value</c> for every option with a value, <c>--</c>, the words.
/// Docker's parser and System.CommandLine differ where a value begins with a dash (<c>-e -x</c>), sticks to its letter (<c>-p8080:80</c>, which
/// the latter would split at the colon), or where options follow the image's name and belong to the container.
/// </summary>
internal static class ArgumentOrder
{
    /// <summary>Returns the ordered arguments.</summary>
    /// <param name="arguments">As given, without the verb's own words.</param>
    /// <param name="options">The verb's options.</param>
    /// <param name="commandStartsAt">The number of words after which all is taken as it is; null where options may stand anywhere.</param>
    /// <exception cref="CliException">An option is not known, or lacks its value.</exception>
    public static List<string> Apply(IReadOnlyList<string> arguments, IReadOnlyList<Option> options, int? commandStartsAt)
    {
        List<string> ordered = [];
        List<string> words = [];
        for (int at = 0; at < arguments.Count; at++)
        {
            string argument = arguments[at];
            if (argument == "--")
            {
                words.AddRange(arguments.Skip(at + 1));
                break;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                words.Add(argument);
                if (words.Count == commandStartsAt)
                {
                    words.AddRange(arguments.Skip(at + 1));
                    break;
                }

                continue;
            }

            string? next = at + 1 < arguments.Count ? arguments[at + 1] : null;
            bool tookNext = argument[1] == '-' ? Long(argument, next, options, ordered) : Letters(argument, next, options, ordered);
            at += tookNext ? 1 : 0;
        }

        ordered.Add("--");
        ordered.AddRange(words);
        return ordered;
    }

    /// <summary>Whether an option takes a value.</summary>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool);

    private static bool Long(string argument, string? next, IReadOnlyList<Option> options, List<string> ordered)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        Option option = Find(name, options);
        if (!TakesValue(option))
        {
            ordered.Add(equals < 0 ? option.Name : $"{option.Name}={Boolean(name, argument[(equals + 1)..])}");
            return false;
        }

        string? value = equals < 0 ? next : argument[(equals + 1)..];
        ordered.Add($"{option.Name}={value ?? throw new CliException($"option {name} needs a value")}");
        return equals < 0;
    }

    private static bool Letters(string argument, string? next, IReadOnlyList<Option> options, List<string> ordered)
    {
        for (int at = 1; at < argument.Length; at++)
        {
            Option option = Find($"-{argument[at]}", options);
            string rest = argument[(at + 1)..];
            if (!TakesValue(option))
            {
                if (rest.StartsWith('='))
                {
                    ordered.Add($"{option.Name}={Boolean($"-{argument[at]}", rest[1..])}");
                    return false;
                }

                ordered.Add(option.Name);
                continue;
            }

            if (rest.Length > 0)
            {
                ordered.Add($"{option.Name}={(rest[0] == '=' ? rest[1..] : rest)}");
                return false;
            }

            ordered.Add($"{option.Name}={next ?? throw new CliException($"option -{argument[at]} needs a value")}");
            return true;
        }

        return false;
    }

    private static string Boolean(string name, string value) => IsTrue(name, value) ? "true" : "false";

    /// <summary>Reads the value of a flag.</summary>
    /// <exception cref="CliException">It is neither true nor false.</exception>
    public static bool IsTrue(string name, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new CliException($"option {name} is true or false, not {value}"),
    };

    private static Option Find(string name, IReadOnlyList<Option> options)
    {
        foreach (Option option in options)
        {
            if (option.Name == name || option.Aliases.Contains(name))
            {
                return option;
            }
        }

        string? near = Nearest.Of(name, options.Select(static option => option.Name));
        throw new CliException(near is null ? $"unknown option {name}" : $"unknown option {name}; did you mean {near}?");
    }
}
