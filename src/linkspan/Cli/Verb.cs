namespace Linkspan.Cli;

/// <summary>One command of the command line: what it takes, what it says of itself, what it does.</summary>
internal sealed class Verb
{
    /// <summary>Its words, e.g. <c>network create</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The positional arguments as help shows them, e.g. <c>NETWORK CONTAINER</c>.</summary>
    public string Usage { get; init; } = "";

    /// <summary>One line, without a full stop.</summary>
    public required string Summary { get; init; }

    /// <summary>What it does, in paragraphs.</summary>
    public required string Description { get; init; }

    /// <summary>Command lines that work, each with what it is for.</summary>
    public required (string Line, string Purpose)[] Examples { get; init; }

    /// <summary>The exit status in words.</summary>
    public string ExitStatus { get; init; } = "0 if it was done, 1 if not; the reason is on standard error.";

    /// <summary>Its options, in the order of help.</summary>
    public Option[] Options { get; init; } = [];

    /// <summary>How many words it needs.</summary>
    public int MinimumWords { get; init; }

    /// <summary>How many words it takes.</summary>
    public int MaximumWords { get; init; }

    /// <summary>Whether all behind the first words is a command for the container, options and all: index of the first such word.</summary>
    public int? CommandStartsAt { get; init; }

    /// <summary>What the words name, for completion: <c>container</c>, <c>network</c>, <c>image</c>, <c>volume</c>, <c>file</c>; the last repeats.</summary>
    public string[] Completes { get; init; } = [];

    /// <summary>The exit code of a wrong command line and of a daemon that cannot be reached.</summary>
    public int UsageExitCode { get; init; } = ExitCode.Failed;

    /// <summary>Does it; returns the exit code.</summary>
    public required Func<Invocation, Task<int>> Run { get; init; }
}
