using System.Globalization;
using Linkspan.Engine;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Names of signals, signal(7).</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int RealTimeFirst = 34;
    private const int RealTimeLast = 64;

    // From 1 on, in the kernel's order on x86 and ARM.
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT",
        "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Number of a signal given as name, with or without <c>SIG</c>, or number.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number is > 0 and <= RealTimeLast ? number
                : throw new LinkspanException(ErrorKind.Invalid, $"the linux daemon does not support signal {text}; use 1 to {RealTimeLast}");
        }

        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        int index = Array.IndexOf(Names, name);
        if (index >= 0)
        {
            return index + 1;
        }

        return name switch
        {
            "POLL" => 29,
            "IOT" => 6,
            "CLD" => 17,
            ['R', 'T', 'M', 'I', 'N', .. var more] when TryOffset(more, out int up) => RealTimeFirst + up,
            ['R', 'T', 'M', 'A', 'X', .. var more] when TryOffset(more.Replace('-', '+'), out int down) => RealTimeLast - down,
            _ => throw Unknown(text),
        };
    }

    private static bool TryOffset(string text, out int offset)
    {
        offset = 0;
        return text.Length == 0
            || (text[0] == '+' && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out offset)
                && offset <= RealTimeLast - RealTimeFirst);
    }

    private static LinkspanException Unknown(string text) => new(ErrorKind.Invalid, $"invalid signal: {text}");
}
