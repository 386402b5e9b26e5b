using System.Text;

namespace Linkspan.Cli;

/// <summary>Pages of help: what a verb does, its options, examples and exit status.</summary>
internal static class HelpPage
{
    private const int Width = 100;

    /// <summary>Prints a verb's page.</summary>
    public static Task OfVerbAsync(Verb verb, Terminal terminal) => terminal.Out.WriteAsync(Render(verb, terminal));

    /// <summary>Prints all verbs, or those of a group.</summary>
    /// <exception cref="CliException">The words name neither a verb nor a group.</exception>
    public static async Task<int> OverviewAsync(ArraySegment<string> words, Terminal terminal)
    {
        string? group = words.Count > 0 ? words[0] : null;
        if (group is not null && !VerbTable.Groups.Contains(group))
        {
            throw new CliException($"unknown command '{string.Join(' ', words.AsEnumerable())}'; see 'linkspan help'");
        }

        var page = new StringBuilder();
        page.Append(terminal.Paint("Usage", 1)).Append(":  linkspan ").Append(group is null ? "[-H ADDRESS] COMMAND" : $"{group} COMMAND").Append("\n\n");
        if (group is null)
        {
            page.Append("Makes containers and joins them: on a bridge, on the physical network, across hosts.\n\n");
        }

        page.Append(terminal.Paint("Commands", 1)).Append(":\n");
        foreach (string name in VerbTable.Names.Where(name => group is null || name.StartsWith(group + " ", StringComparison.Ordinal)))
        {
            page.Append($"  {name,-20} {VerbTable.Find(name)!.Summary}\n");
        }

        if (group is null)
        {
            page.Append($"  {"daemon",-20} Run the daemon\n  {"help",-20} Show this, or a command's page\n\n");
            page.Append(terminal.Paint("Options", 1)).Append(":\n  -H, --host ADDRESS   the daemon's socket, e.g. unix:///run/linkspan/docker.sock, or tcp://HOST:PORT\n      --tls            TLS on TCP\n      --tlsverify      TLS on TCP, with a daemon that proves who it is\n      --tlscacert, --tlscert, --tlskey FILE\n                       authorities of the daemon's certificate, this client's certificate and its key\n      --help           this page, or a command's\n      --version        this program's version\n\n");
            page.Append(terminal.Paint("Environment", 1)).Append(":\n  LINKSPAN_HOST, DOCKER_HOST   the daemon's address, the first that is set\n  DOCKER_TLS_VERIFY            as --tlsverify, if not empty\n  DOCKER_CERT_PATH             folder of ca.pem, cert.pem and key.pem; else ~/.docker\n  NO_COLOR                     no colours, if not empty\n\n");
        }
        else
        {
            page.Append('\n');
        }

        page.Append("'linkspan help COMMAND' tells more about one.\n");
        await terminal.Out.WriteAsync(page.ToString());
        return 0;
    }

    /// <summary>A verb's page as text.</summary>
    public static string Render(Verb verb, Terminal terminal)
    {
        var page = new StringBuilder();
        string options = verb.Options.Length > 0 ? " [OPTION...]" : "";
        Heading("Usage").Append($":  linkspan {verb.Name}{options} {verb.Usage}".TrimEnd()).Append("\n\n");
        foreach (string paragraph in verb.Description.Split('\n'))
        {
            Wrap(page, paragraph, "");
            page.Append('\n');
        }

        if (verb.Options.Length > 0)
        {
            Heading("Options").Append(":\n");
            List<(string Left, string Text)> rows = [.. verb.Options.Select(static option => (Left(option), option.Description ?? ""))];
            int column = Math.Min(36, rows.Max(static row => row.Left.Length)) + 4;
            foreach ((string left, string text) in rows)
            {
                page.Append("  ").Append(left);
                if (left.Length + 4 > column)
                {
                    page.Append('\n').Append(' ', column);
                }
                else
                {
                    page.Append(' ', column - left.Length - 2);
                }

                var wrapped = new StringBuilder();
                Wrap(wrapped, text, new string(' ', column));
                page.Append(wrapped.ToString().TrimStart());
            }

            page.Append('\n');
        }

        Heading("Examples").Append(":\n");
        foreach ((string line, string purpose) in verb.Examples)
        {
            page.Append($"  {line}\n      {purpose}\n");
        }

        page.Append('\n');
        Heading("Exit status").Append(":\n");
        Wrap(page, verb.ExitStatus, "  ");
        return page.ToString();

        StringBuilder Heading(string text) => page.Append(terminal.Paint(text, 1));
    }

    /// <summary>An option's names and value, e.g. <c>-p, --publish PORT</c>.</summary>
    public static string Left(Option option)
    {
        string? letter = option.Aliases.FirstOrDefault(static alias => alias.Length == 2);
        string value = option.HelpName is null ? "" : $" {option.HelpName}";
        return (letter is null ? "    " : $"{letter}, ") + option.Name + value;
    }

    private static void Wrap(StringBuilder page, string text, string indent)
    {
        int used = 0;
        foreach (string word in text.Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > Width)
            {
                page.Append('\n');
                used = 0;
            }

            page.Append(used == 0 ? indent : " ").Append(word);
            used += (used == 0 ? indent.Length : 1) + word.Length;
        }

        page.Append('\n');
    }
}
