using System.Globalization;
using System.Runtime.InteropServices;

namespace Linkspan.Daemon;

/// <summary>
/// Gives back what only the start needed: its garbage, and the pages of the program and its libraries that it passed through once (the data that
/// NativeAOT unpacks at start, most of Kestrel's and gRPC's set-up). Such a page comes back from the page cache, without I/O, when it is used again.
/// </summary>
internal static partial class Footprint
{
    private const int DontNeed = 4; // MADV_DONTNEED, include/uapi/asm-generic/mman-common.h

    /// <summary>Call once, when the daemon serves.</summary>
    public static void Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        foreach ((nint start, nint length) in UnwrittenFilePages(File.ReadAllLines("/proc/self/smaps")))
        {
            _ = Advise(start, (nuint)length, DontNeed); // where the kernel refuses, nothing is lost
        }
    }

    /// <summary>Read-only mappings of files without a page of their own: what the loader relocated (<c>Anonymous</c> above nought) must stay.</summary>
    internal static IEnumerable<(nint Start, nint Length)> UnwrittenFilePages(IEnumerable<string> smaps)
    {
        (nint Start, nint Length) mapping = default;
        foreach (string line in smaps)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 5 && words[0].Split('-') is [var from, var to])
            {
                bool file = words[1] is "r--p" or "r-xp" && words is [_, _, _, _, not "0", ['/', ..], ..];
                nint start = nint.Parse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                mapping = file ? (start, nint.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start) : default;
            }
            else if (words is ["Anonymous:", "0", ..] && mapping.Length > 0)
            {
                yield return mapping;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
