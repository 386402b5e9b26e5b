namespace Linkspan.Cli;

/// <summary>Makes options in one line each.</summary>
internal static class Flags
{
    /// <summary>An option without a value; <c>--name=false</c> unsets it.</summary>
    public static Option<bool> Flag(string name, string help, string? letter = null) => With(new Option<bool>(name) { Description = help }, letter);

    /// <summary>An option with one value; the last one counts.</summary>
    public static Option<string> Text(string name, string value, string help, string? letter = null) =>
        With(new Option<string>(name) { Description = help, HelpName = value, Arity = ArgumentArity.ExactlyOne }, letter);

    /// <summary>An option that may be repeated.</summary>
    public static Option<string[]> Texts(string name, string value, string help, string? letter = null) =>
        With(new Option<string[]>(name) { Description = help, HelpName = value, Arity = ArgumentArity.OneOrMore }, letter);

    /// <summary>An option whose value is a whole number.</summary>
    public static Option<long?> Number(string name, string value, string help, string? letter = null) =>
        With(new Option<long?>(name) { Description = help, HelpName = value, Arity = ArgumentArity.ExactlyOne }, letter);

    /// <summary>The output form of lists and inspections.</summary>
    public static Option<string> Format() =>
        Text("--format", "FORM", "json, table, name, or a text with dotted paths such as '{{.Name}}'", "-f");

    /// <summary>The output form where <c>-f</c> means something else.</summary>
    public static Option<string> FormatWithoutLetter() =>
        Text("--format", "FORM", "json, table, name, or a text with dotted paths such as '{{.Name}}'");

    /// <summary>Gives the option another name, e.g. the one that older scripts use.</summary>
    public static Option<T> Also<T>(this Option<T> option, string alias)
    {
        option.Aliases.Add(alias);
        return option;
    }

    private static Option<T> With<T>(Option<T> option, string? letter)
    {
        if (letter is not null)
        {
            option.Aliases.Add(letter);
        }

        return option;
    }
}
