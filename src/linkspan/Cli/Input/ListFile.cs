namespace Linkspan.Cli.Input;

/// <summary>Files of <c>KEY=value</c> lines: <c>--env-file</c> and <c>--label-file</c>.</summary>
internal static class ListFile
{
    /// <summary>The lines without empty ones and comments; a variable without value is taken from the environment, or left out.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public static IEnumerable<string> Read(string path, Func<string, string?>? environment)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cannot read {path}: {e.Message}");
        }

        foreach (string line in lines)
        {
            string text = line.TrimStart();
            if (text.Length > 0 && text[0] != '#' && Complete(text, environment) is string complete)
            {
                yield return complete;
            }
        }
    }

    /// <summary><c>-e NAME</c> takes the value from the environment; null where it has none.</summary>
    public static string? Complete(string variable, Func<string, string?>? environment) =>
        variable.Contains('=', StringComparison.Ordinal) || environment is null ? variable
        : environment(variable) is string value ? $"{variable}={value}"
        : null;
}
