using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace Linkspan.Netlink.Namespaces;

/// <summary>
/// The only thread that changes its network namespace. It takes one visit at a time, goes in, works, goes back to where it started.
/// Where going back fails it ends, so that no later work can run in the wrong place; the next visit gets a fresh thread.
/// </summary>
#pragma warning disable CA1001 // Lives as long as the process, but where going back fails: then its two events go with it, unawaited and without a kernel handle.
internal sealed class NamespaceThread
#pragma warning restore CA1001
{
    private static readonly Lock Entry = new();
    private static NamespaceThread? _current;

    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ManualResetEventSlim _left = new();
    private readonly Thread _thread;
    private Action? _visit;
    private ExceptionDispatchInfo? _error;
    private volatile bool _ended;

    private NamespaceThread()
    {
        _thread = new Thread(Work, 256 * 1024) { IsBackground = true, Name = "netns" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="enter"/> then <paramref name="work"/> on the thread, and brings it back.</summary>
    /// <exception cref="InvalidOperationException">Called from within a visit.</exception>
    public static void Visit(Action enter, Action work)
    {
        if (Thread.CurrentThread == _current?._thread)
        {
            throw new InvalidOperationException("a visit to a network namespace cannot start another one");
        }

        lock (Entry)
        {
            if (_current is null || _current._ended)
            {
                _current = new NamespaceThread();
            }

            _current.Take(() =>
            {
                enter();
                work();
            });
        }
    }

    private static SafeFileHandle OpenOwn()
    {
        int home = LibC.Open("/proc/thread-self/ns/net", LibC.ReadOnly | LibC.CloseOnExec, 0);
        return home >= 0 ? new SafeFileHandle(home, ownsHandle: true) : throw NetlinkException.FromLastError("open /proc/thread-self/ns/net");
    }

    private void Take(Action visit)
    {
        _visit = visit;
        _error = null;
        _left.Reset();
        _arrived.Release();
        _left.Wait();
        _visit = null;
        _error?.Throw();
    }

    private void Work()
    {
        SafeFileHandle? home = null;
        bool back = true;
        while (back)
        {
            _arrived.Wait();
            try
            {
                home ??= OpenOwn();
                _visit!();
            }
#pragma warning disable CA1031 // Whatever the visit throws belongs to the caller, on the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _error = ExceptionDispatchInfo.Capture(e);
            }

            back = home is not null && LibC.SetNamespace((int)home.DangerousGetHandle(), LibC.CloneNewNet) == 0;
            _ended = !back;
            _left.Set();
        }

        home?.Dispose();
    }
}
