using System.Globalization;
using System.Runtime.InteropServices;

namespace Linkspan.Bench;

/// <summary>Holds this process and another, all threads of both, on one processor until it is disposed.</summary>
internal sealed unsafe class Affinity : IDisposable
{
    private const int SetSize = 128; // cpu_set_t: 1,024 processors

    private readonly int[] _processes;
    private readonly byte[] _before = new byte[SetSize];

    /// <param name="other">The other process, which may use the same processors as this one.</param>
    public Affinity(int other)
    {
        _processes = [Environment.ProcessId, other];
        fixed (byte* set = _before)
        {
            if (Native.GetAffinity(0, SetSize, set) < 0)
            {
                throw new IOException($"sched_getaffinity failed with errno {Marshal.GetLastPInvokeError()}");
            }
        }

        int first = _before.AsSpan().IndexOfAnyExcept((byte)0);
        byte[] one = new byte[SetSize];
        one[first] = (byte)(_before[first] & -_before[first]);
        Set(one);
    }

    /// <summary>Gives the processors back.</summary>
    public void Dispose() => Set(_before);

    private void Set(byte[] processors)
    {
        foreach (string thread in _processes.SelectMany(static process => Directory.EnumerateDirectories($"/proc/{process}/task")))
        {
            fixed (byte* set = processors)
            {
                int result = Native.SetAffinity(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), SetSize, set);
                if (result < 0 && Directory.Exists(thread))
                {
                    throw new IOException($"sched_setaffinity failed with errno {Marshal.GetLastPInvokeError()}");
                }
            }
        }
    }
}
