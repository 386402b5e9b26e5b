using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Engine.Store;

/// <summary>
/// Brings a write-ahead log to the disk while its caller does other work: on a thread of its own, since one of the pool takes longer to wake
/// than the disk to write. SQLite keeps the log's file for as long as a connection is open; when it begins one it syncs its header and the
/// folder by itself, and before a checkpoint all of it. It has no lock on the log, but has them on the database and its index, which a
/// descriptor of ours would drop when it is closed.
/// </summary>
internal sealed partial class LogFlusher : IDisposable
{
    private readonly object _turn = new();
    private readonly string _path;
    private readonly Thread _thread;
    private long _asked;
    private long _done;
    private IOException? _failure;
    private bool _ended;

    /// <param name="path">The log, which is there when a flush begins.</param>
    public LogFlusher(string path)
    {
        _path = path;
        _thread = new Thread(Work, 256 * 1024) { IsBackground = true, Name = "store" };
        _thread.Start();
    }

    /// <summary>Begins to bring to the disk what is in the log now.</summary>
    public void Begin()
    {
        lock (_turn)
        {
            _asked++;
            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>Waits for all that was begun.</summary>
    /// <exception cref="IOException">A flush failed since the last wait.</exception>
    public void Wait()
    {
        lock (_turn)
        {
            while (_done < _asked)
            {
                Monitor.Wait(_turn);
            }

            IOException? failure = _failure;
            _failure = null;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }

    /// <summary>Ends the thread; a flush under way is finished.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _ended = true;
            Monitor.PulseAll(_turn);
        }

        _thread.Join();
    }

    private void Work()
    {
        SafeFileHandle? log = null;
        while (TakeTurn(out long asked))
        {
            IOException? failure = null;
            try
            {
                log ??= File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                Flush(log);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e as IOException ?? new IOException(e.Message, e);
            }

            lock (_turn)
            {
                _done = asked;
                _failure ??= failure;
                Monitor.PulseAll(_turn);
            }
        }

        log?.Dispose();
    }

    /// <summary>Waits for something to do; one flush serves all who asked before it.</summary>
    private bool TakeTurn(out long asked)
    {
        lock (_turn)
        {
            while (_done == _asked && !_ended)
            {
                Monitor.Wait(_turn);
            }

            asked = _asked;
            return !_ended;
        }
    }

    /// <summary><c>RandomAccess.FlushToDisk</c> is silent on EROFS, which is what a file system answers that an error made read-only.</summary>
    private static void Flush(SafeFileHandle log)
    {
        if (DataSync(log) != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle descriptor);
}
