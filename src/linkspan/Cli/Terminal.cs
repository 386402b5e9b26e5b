using System.Text;

namespace Linkspan.Cli;

/// <summary>Where a command writes, and what is there: a terminal or a pipe. Tests give their own.</summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>Text for the reader or the next program.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, warnings, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The bytes of standard output, for archives and containers' streams.</summary>
    public required Func<Stream> OutBytes { get; init; }

    /// <summary>The bytes of standard error.</summary>
    public required Func<Stream> ErrorBytes { get; init; }

    /// <summary>The bytes of standard input.</summary>
    public required Func<Stream> InBytes { get; init; }

    /// <summary>Whether standard input is a terminal.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal: progress is drawn only there.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether colours are wanted: a terminal, and <c>NO_COLOR</c> unset or empty.</summary>
    public bool Colours { get; init; }

    /// <summary>Reads the environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock of "2 hours ago".</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The process' own streams.</summary>
    public static Terminal OfProcess()
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool outIsTerminal = !Console.IsOutputRedirected;
        return new Terminal
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), encoding, 4096) { AutoFlush = outIsTerminal },
            Error = new StreamWriter(Console.OpenStandardError(), encoding, 512) { AutoFlush = true },
            OutBytes = Console.OpenStandardOutput,
            ErrorBytes = Console.OpenStandardError,
            InBytes = Console.OpenStandardInput,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Colours = outIsTerminal && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
        };
    }

    /// <summary>The text in an ANSI colour, where colours are wanted.</summary>
    public string Paint(string text, int colour) => Colours ? $"\e[{colour}m{text}\e[0m" : text;

    /// <inheritdoc/>
    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
    }
}
