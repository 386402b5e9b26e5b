using System.Runtime.InteropServices;

namespace Linkspan.Cli.Streams;

/// <summary>Puts the terminal on standard input into raw mode, so that every key reaches the container, and back.</summary>
internal sealed partial class RawTerminal : IDisposable
{
    /// <summary>More than any libc's <c>struct termios</c> takes.</summary>
    private const int TermiosBytes = 256;

    private const int SetNow = 0;
    private const nuint GetWindowSize = 0x5413;

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <summary>Sets raw mode; null where standard input is no terminal.</summary>
    public static unsafe RawTerminal? Enter()
    {
        byte[] before = new byte[TermiosBytes];
        byte[] raw = new byte[TermiosBytes];
        fixed (byte* old = before, changed = raw)
        {
            if (GetAttributes(0, old) != 0)
            {
                return null;
            }

            before.CopyTo(raw, 0);
            MakeRaw(changed);
            return SetAttributes(0, SetNow, changed) == 0 ? new RawTerminal(before) : null;
        }
    }

    /// <summary>Lines and columns of the terminal; null where there is none.</summary>
    public static unsafe (int Rows, int Columns)? Size()
    {
        ushort* size = stackalloc ushort[4];
        return Control(1, GetWindowSize, size) == 0 && size[0] > 0 ? (size[0], size[1]) : null;
    }

    /// <inheritdoc/>
    public unsafe void Dispose()
    {
        fixed (byte* old = _before)
        {
            _ = SetAttributes(0, SetNow, old);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static unsafe partial int GetAttributes(int descriptor, byte* termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static unsafe partial int SetAttributes(int descriptor, int when, byte* termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void MakeRaw(byte* termios);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Control(int descriptor, nuint request, void* argument);
}
