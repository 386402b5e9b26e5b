namespace Linkspan.Cli.Output;

/// <summary>Asks before something is removed that was not named.</summary>
internal static class Confirmation
{
    /// <summary>Whether to go on: forced, or the user said y.</summary>
    /// <exception cref="CliException">There is nobody to ask.</exception>
    public static bool Ask(Invocation call, bool forced, string what)
    {
        if (forced)
        {
            return true;
        }

        if (!call.Terminal.InIsTerminal)
        {
            throw new CliException($"this will remove {what}; say --force where nobody can be asked");
        }

        call.Terminal.Error.Write($"This will remove {what}. Continue? [y/N] ");
        using var input = new StreamReader(call.Terminal.InBytes(), leaveOpen: true);
        return input.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
