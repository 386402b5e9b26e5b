namespace Linkspan.System.Tests;

/// <summary>
/// Who reaches whom, as the page of a mode says it: tests try each cell, so that the page cannot say what is not so.
/// yes is y, no n, refused r; a dash is not tried.
/// </summary>
internal static class PageTable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The rows of the page's table, by their names without marks.</summary>
    public static IReadOnlyDictionary<string, string[]> Read(string page)
    {
        string[] table =
        [
            .. File.ReadLines(PathOf(page))
                .SkipWhile(static line => !(line.StartsWith('#') && line.Contains("ho reaches whom", StringComparison.Ordinal)))
                .SkipWhile(static line => !line.StartsWith('|'))
                .TakeWhile(static line => line.StartsWith('|')),
        ];
        return table.Skip(2).Select(Cells).ToDictionary(static cells => cells[0], static cells => cells[1..], StringComparer.Ordinal);
    }

    /// <summary>
    /// Asks all at once. Where an answer is expected and none came, it is asked again for a while: a busy machine takes its time. Silence that is
    /// expected is listened to once.
    /// </summary>
    /// <param name="expected">A letter for each question; none is asked for a dash.</param>
    /// <param name="read">The letter of an answer.</param>
    /// <param name="questions">The questions.</param>
    /// <returns>The letters of the answers.</returns>
    public static async Task<string> TryAsync(string expected, Func<string, int, char> read, params Func<Task<string>>[] questions)
    {
        char[] answers = await Task.WhenAll(questions.Select(async (ask, index) =>
        {
            char wanted = index < expected.Length ? expected[index] : '?';
            if (wanted == '-')
            {
                return '-';
            }

            long started = TimeProvider.System.GetTimestamp();
            char answer = read(await ask(), index);
            while (answer == 'n' && wanted is not ('n' or '?') && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                answer = read(await ask(), index);
            }

            return answer;
        }));
        return new string(answers);
    }

    /// <summary>Connects, is refused, or hears nothing.</summary>
    public static char Letter(string answer) => answer switch
    {
        Talk.TimedOut => 'n',
        Talk.Refused => 'r',
        _ => 'y',
    };

    /// <summary>One letter for each answer that a row expects.</summary>
    public static string Letters(string[] cells) => string.Concat(cells.SelectMany(static cell => cell.Split(", ")).Select(OfWord));

    private static char OfWord(string word) => word switch
    {
        "yes" => 'y',
        "no" => 'n',
        "refused" => 'r',
        "-" => '-',
        _ => throw new InvalidDataException($"\"{word}\" is no answer of a table of reachability"),
    };

    private static string[] Cells(string line) =>
        [.. line.Trim('|').Split('|').Select(static cell => cell.Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Trim())];

    /// <summary>The page lies beside a program in a virtual machine, and in the sources elsewhere.</summary>
    private static string PathOf(string page)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, $"{page}.md");
        for (string? folder = AppContext.BaseDirectory; !File.Exists(beside) && folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, "docs", "modes", $"{page}.md");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return beside;
    }
}
