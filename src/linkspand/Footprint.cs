using System.Globalization;
using System.Runtime.InteropServices;

namespace Linkspan.Daemon;

/// <summary>
/// Gives back what only the start, or a spell of work, needed: its garbage, and the pages of the program and its libraries that it passed through
/// (the data that NativeAOT unpacks at start, most of Kestrel's and gRPC's set-up). Such a page comes back from the page cache, without I/O, when it
/// is used again. While there is work the collector's budget (<c>System.GC.Gen0MaxBudget</c> in the project file) bounds what lies about; nothing
/// collects once it is over, so this does.
/// </summary>
internal static partial class Footprint
{
    private const int DontNeed = 4; // MADV_DONTNEED, include/uapi/asm-generic/mman-common.h

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Settles whenever requests came and none came any more for ten to twenty seconds, until it is cancelled.</summary>
    /// <param name="requests">Number of requests so far.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    public static async Task KeepLowAsync(Func<long> requests, TimeProvider time, CancellationToken cancellationToken)
    {
        var rest = new Rest(requests());
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (rest.Begins(requests()))
            {
                Settle();
            }
        }
    }

    /// <summary>Gives back now; 10 to 20 ms, in which nothing else of the daemon runs for about half.</summary>
    public static void Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            foreach ((nint start, nint length) in UnwrittenFilePages(File.ReadLines("/proc/self/smaps")))
            {
                _ = Advise(start, (nuint)length, DontNeed); // where the kernel refuses, nothing is lost
            }
        }
        catch (IOException)
        {
            // Descriptors ran out: the pages stay until the next time.
        }
    }

    /// <summary>Read-only mappings of files without a page of their own: what the loader relocated (<c>Anonymous</c> above nought) must stay.</summary>
    internal static IEnumerable<(nint Start, nint Length)> UnwrittenFilePages(IEnumerable<string> smaps)
    {
        (nint Start, nint Length) mapping = default;
        foreach (string line in smaps)
        {
            if (char.IsAsciiHexDigitLower(line[0])) // an address; all else begins with a capital letter
            {
                mapping = ReadOnlyFile(line);
            }
            else if (mapping.Length > 0 && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.AsSpan(10).Trim() is "0 kB")
            {
                yield return mapping;
            }
        }
    }

    /// <summary>The range of a mapping; empty where it is no file or may be written.</summary>
    private static (nint Start, nint Length) ReadOnlyFile(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [_, "r--p" or "r-xp", _, _, not "0", ['/', ..], ..])
        {
            return default;
        }

        string[] ends = words[0].Split('-');
        nint start = nint.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, nint.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - start);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
