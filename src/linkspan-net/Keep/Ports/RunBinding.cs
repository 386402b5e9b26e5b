using Linkspan.Engine.Keeper;

namespace Linkspan.Net.Keep.Ports;

/// <summary>
/// The sockets of a run being bound. One takes the kernel 6 µs, so a second thread helps with many: whoever is free takes the next few, and nobody
/// waits for a thread that was not given a processor.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="offsets">Those of its ports that are wanted.</param>
internal sealed class RunBinding(KeeperPort run, List<int> offsets)
{
    private const int Portion = 64;
    private const int ShareFrom = 512;

    private readonly int[] _sockets = new int[offsets.Count];
    private readonly object _gate = new();
    private int _taken;
    private int _unfinished = (offsets.Count + Portion - 1) / Portion;
    private int _failed = int.MaxValue;
    private int _errno;

    /// <summary>A socket for each of the ports; −1 for those that were not bound.</summary>
    public IReadOnlyList<int> Sockets => _sockets;

    /// <summary>Binds them.</summary>
    /// <returns>The first that cannot be had, as its place among those wanted, and why; errno 0 where all can.</returns>
    public (int Index, int Errno) Bind()
    {
        Array.Fill(_sockets, -1);
        if (_unfinished == 0)
        {
            return default;
        }

        if (_sockets.Length >= ShareFrom && Environment.ProcessorCount > 1)
        {
            PortSocket.MakeRoom(_sockets.Length);
            new Thread(Work, maxStackSize: 256 * 1024) { IsBackground = true, Name = "bind" }.Start();
        }

        Work();
        lock (_gate)
        {
            while (_unfinished > 0)
            {
                Monitor.Wait(_gate);
            }

            return (_failed, _errno);
        }
    }

    private void Work()
    {
        for (int from = Next(); from < _sockets.Length; from = Next())
        {
            (int index, int errno) = from < Volatile.Read(ref _failed) ? BindPortion(from) : default;
            Finish(index, errno);
        }
    }

    private int Next() => Interlocked.Add(ref _taken, Portion) - Portion;

    private (int Index, int Errno) BindPortion(int from)
    {
        for (int index = from; index < Math.Min(from + Portion, _sockets.Length); index++)
        {
            int errno = PortSocket.TryBind(run, (ushort)(run.HostPort + offsets[index]), out _sockets[index]);
            if (errno != 0)
            {
                return (index, errno);
            }
        }

        return default;
    }

    /// <summary>The lowest failure is told, whichever thread came to it: portions are taken in order, so all below it are looked at.</summary>
    private void Finish(int index, int errno)
    {
        lock (_gate)
        {
            if (errno != 0 && index < _failed)
            {
                (_failed, _errno) = (index, errno);
            }

            if (--_unfinished == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
